"""How a use case says no to a person: always in a sentence."""

from collections.abc import Mapping

from lti_tool.learning.identifiers import IdentifiersFoundError


class RefusalError(Exception):
    """What was asked for cannot be done now; ``str()`` is the sentence for whoever asked.

    ├── MissingError        there is no such thing, or not for this person
    │   └── WithdrawnError  it is theirs to read no more; what they typed about it is kept
    └── PassedError         it was possible once: what was asked for comes too late
        └── OvertakenError  somebody else was first: what there is now has to be looked at
    """


class MissingError(RefusalError):
    """There is no such thing, or not for this person; the two look alike to a stranger."""


class WithdrawnError(MissingError):
    """Its author has taken it back meanwhile; what was typed about it is there if it returns."""


class PassedError(RefusalError):
    """The moment for it has passed: submitted already, no tries left."""


class OvertakenError(PassedError):
    """It changed hands since the page was made: nothing was done; what was typed is kept."""


class FieldsError(Exception):
    """Something was typed that cannot be kept; the form says so beside its fields."""

    def __init__(
        self, problems: Mapping[str, str], suspected: IdentifiersFoundError | None = None
    ) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems
        """By the name of the field: a sentence, in the order of the form."""
        self.suspected = suspected
        """What has to be looked at as well, to be said at the same time."""


class OtherWordsError(FieldsError):
    """Somebody else has written other words for the same field since the page was made."""
