"""Where a copied link and its course came from, as a launch's custom parameters say.

LTI Core 1.3, appendix B: ``ResourceLink.id.history`` and ``Context.id.history`` are lists of ids,
separated by commas, each URL-encoded, the newest first; empty where nothing was copied. Our items
ask for both. A platform that does not know a variable sends its name, which counts as absent.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from lti_tool.lti.claim_values import ID_LIMIT, is_sound_text

LINK_HISTORY: Final = "link_history"
CONTEXT_HISTORY: Final = "context_history"
HISTORY_VARIABLES: Final[Mapping[str, str]] = {
    LINK_HISTORY: "$ResourceLink.id.history",
    CONTEXT_HISTORY: "$Context.id.history",
}
"""The custom parameters of each item that ask a platform for its history."""

MOST_COPIES: Final = 20
"""How many copies of copies are followed back."""


def history_of(custom: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Read one of the two histories, the newest first; nothing that could not be an id."""
    said = custom.get(name, "")
    if said.startswith("$"):
        return ()
    ids = (unquote(each.strip(), errors="replace") for each in said.split(",", MOST_COPIES))
    sound = (each for each in ids if each and is_sound_text(each, ID_LIMIT))
    return tuple(dict.fromkeys(sound))[:MOST_COPIES]
