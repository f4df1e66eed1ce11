"""How a file is refused: always in a sentence for whoever chose it."""


class UnfitError(Exception):
    """A file cannot be taken as it is; ``str()`` is the sentence, without a full stop."""
