"""Short ways to write down what was found."""

from lti_tool.learning.findings import Finding, Verdict


def well(what: str, sentence: str) -> Finding:
    """All is well with it."""
    return Finding(what=what, verdict=Verdict.WELL, sentence=sentence)


def worth_a_look(what: str, sentence: str) -> Finding:
    """It works, and somebody ought to know."""
    return Finding(what=what, verdict=Verdict.WORTH_A_LOOK, sentence=sentence)


def broken(what: str, sentence: str) -> Finding:
    """It does not work."""
    return Finding(what=what, verdict=Verdict.BROKEN, sentence=sentence)
