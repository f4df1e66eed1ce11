"""The door for operators: the verbs of the command line. Errors are one sentence, exit code 2."""

from lti_tool.commands import content, doctor, launches, platforms, reconciling, running, scores
from lti_tool.commands.verbs import Commands, KeyShown, SentenceError, Tool, cli

__all__ = [
    "Commands",
    "KeyShown",
    "SentenceError",
    "Tool",
    "cli",
    "content",
    "doctor",
    "launches",
    "platforms",
    "reconciling",
    "running",
    "scores",
]
