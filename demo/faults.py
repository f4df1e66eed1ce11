"""Switches that make the platform misbehave on purpose."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from demo.refusals import Refused


@dataclass
class Faults:
    """What is broken just now; a new one has nothing broken."""

    statuses: list[int] = field(default_factory=list)
    """Answers for the next score posts, one each; a 2xx lets that post through as usual."""
    record_then_fail: int = 0
    """So many score posts are recorded and answered with 500 all the same."""
    delay: float = 0.0
    """Seconds that every service answer takes longer."""
    retry_after: str | None = None
    """The Retry-After header of each score post that is failed on purpose."""
    key_set_status: int | None = None
    """The key set answers with this status and no keys."""
    token_status: int | None = None
    """The token endpoint answers with this status and no token."""
    wrong_content_type: bool = False
    """JSON answers are labelled text/html."""

    def next_status(self) -> int | None:
        """Take the planned answer of this score post; None when it is served as usual."""
        status = self.statuses.pop(0) if self.statuses else 200
        return None if 200 <= status < 300 else status  # noqa: PLR2004 - the 2xx class

    def fails_after_recording(self) -> bool:
        """Tell whether this recorded score is answered with 500, and count it."""
        if self.record_then_fail <= 0:
            return False
        self.record_then_fail -= 1
        return True

    def change(self, wanted: dict[str, object]) -> None:
        """Set the named switches, each checked for its type; refuse unknown names."""
        for name, value in wanted.items():
            if name not in _CHECKS or not _CHECKS[name](value):
                raise Refused(400, f"no such switch, or not a value for it: {name}")
        for name, value in wanted.items():
            is_text = name == "retry_after" and value is not None
            setattr(self, name, str(value) if is_text else value)

    def clear(self) -> None:
        """Mend everything."""
        new = Faults()
        for each in fields(self):
            setattr(self, each.name, getattr(new, each.name))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_statuses(value: object) -> bool:
    return isinstance(value, list) and all(_is_count(each) for each in value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "statuses": _is_statuses,
    "record_then_fail": _is_count,
    "delay": _is_number,
    "retry_after": lambda value: value is None or isinstance(value, str | int),
    "key_set_status": lambda value: value is None or _is_count(value),
    "token_status": lambda value: value is None or _is_count(value),
    "wrong_content_type": lambda value: isinstance(value, bool),
}
