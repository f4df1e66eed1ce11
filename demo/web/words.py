"""Numbers and times in words."""

from datetime import datetime


def points(number: float | None) -> str:
    """Write points with at most two decimals, and none where they are not needed."""
    if number is None:
        return ""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def date(text: str) -> str:
    """Write a time that came with its own zone as it is there."""
    when = datetime.fromisoformat(text)
    return f"{when.day} {when:%B %Y at %H:%M}"


def moment(when: datetime | None) -> str:
    """Write a time as the clock of this computer shows it."""
    if when is None:
        return ""
    local = when.astimezone()
    return f"{local.day} {local:%B %Y at %H:%M:%S}"
