"""Named sets of prompts to reflect with, in words of our own.

An activity that has been published names its set and not its words. So the words of a set never
change: better ones get a name of their own.
"""

from types import MappingProxyType
from typing import Final

from lti_tool.learning.parts import Prompt, prompt_key

WHAT_HAPPENED: Final = "what happened"
TRANSFORMATIVE: Final = "transformative"

_WORDS: Final = {
    WHAT_HAPPENED: {
        "What happened?": (
            "Tell it briefly and so that nobody can be recognised: what was going on, what you "
            "did, and how it turned out."
        ),
        "So what?": (
            "What made this matter, to you and to the others in it? What did you know, feel or "
            "assume, and what did you learn?"
        ),
        "Now what?": (
            "What will you do differently, or go on doing? When will you next have the chance, "
            "and who could help?"
        ),
    },
    TRANSFORMATIVE: {
        "What did not fit?": (
            "A moment that surprised, unsettled or stopped you: something that how you usually "
            "see things did not explain. Leave out whatever could identify somebody."
        ),
        "What had you been taking for granted?": (
            "About the person, your role, the team or the system. Where might that assumption "
            "have come from, and whom does it serve?"
        ),
        "How does it look from somewhere else?": (
            "Choose somebody who would tell this differently: the person you cared for, a "
            "colleague of another profession, somebody who is seldom heard. What do they see?"
        ),
        "What do you see differently now?": (
            "Put your new understanding in a sentence or two, and say what you are still unsure of."
        ),
        "What will you try, and how will you know?": (
            "One thing you will do differently in practice, when and with whom, and what would "
            "tell you that the change has held."
        ),
    },
}

PROMPT_SETS: Final = MappingProxyType(
    {name: tuple(words.items()) for name, words in _WORDS.items()}
)
"""By name: the text and the hint of each prompt, in order."""


def prompts_named(name: str, part: str, least_words: int | None = None) -> tuple[Prompt, ...]:
    """Give the prompts of a named set for a part, by its key; KeyError if there is none."""
    return tuple(
        Prompt(key=prompt_key(part, position), text=text, hint=hint, least_words=least_words)
        for position, (text, hint) in enumerate(PROMPT_SETS[name], start=1)
    )
