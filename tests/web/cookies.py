"""What an answer puts into the browser."""

from dataclasses import dataclass

from werkzeug.test import TestResponse


@dataclass(frozen=True, kw_only=True)
class Given:
    """One cookie of an answer: its value, and its attributes in lower case."""

    value: str
    attributes: frozenset[str]

    @property
    def is_dropped(self) -> bool:
        return "max-age=0" in self.attributes


def given(answer: TestResponse, prefix: str = "") -> dict[str, Given]:
    """The cookies of an answer whose names begin so."""
    found: dict[str, Given] = {}
    for header in answer.headers.getlist("Set-Cookie"):
        pair, *attributes = (part.strip() for part in header.split(";"))
        name, _, value = pair.partition("=")
        if name.startswith(prefix):
            kept = frozenset(attribute.lower() for attribute in attributes)
            found[name] = Given(value=value, attributes=kept)
    return found
