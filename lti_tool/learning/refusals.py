"""How a use case says no to a person: always in a sentence."""


class RefusalError(Exception):
    """What was asked for cannot be done now; ``str()`` is the sentence for whoever asked.

    ├── MissingError        there is no such thing, or not for this person
    └── PassedError         it was possible once: what was asked for comes too late
    """


class MissingError(RefusalError):
    """There is no such thing, or not for this person; the two look alike to a stranger."""


class PassedError(RefusalError):
    """The moment for it has passed: submitted already, no tries left."""
