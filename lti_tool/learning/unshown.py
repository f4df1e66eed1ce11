"""What an instructor wrote on one open page and another, from which they decide, does not show."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    ReviewSent,
    verdict_field,
    why_field,
)
from lti_tool.learning.texts import plain

_LETTERS: Final = 12
"""Of a mark: enough to tell two texts of one field apart."""
_HIDDEN: Final = (
    "You wrote what is missing on another open page. Choose Not yet to read it and send it, or "
    "send your decision again without it"
)


class UnshownWordsError(FieldsError):
    """The draft has words that the page did not show: nothing was decided."""

    def __init__(self, problems: Mapping[str, str], texts: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.texts = texts
        """By field: the text that the form shows now."""


def mark(text: str) -> str:
    """Tell a text from another without repeating it; "" of what has no words."""
    read = plain(text)
    return sha256(read.encode()).hexdigest()[:_LETTERS] if read.strip() else ""


def check_shown(
    drafted: Mapping[str, str], sent: ReviewSent, items: Sequence[int], *, has_column: bool
) -> None:
    """Raise :class:`UnshownWordsError` where a draft has words that its instructor did not see.

    They saw what their page began with and what it sends, and what they changed there replaces the
    draft's. ``items``: the framework items whose comment the form has; ``has_column``: whether it
    has words for a gradebook.
    """
    own = {why_field(one): sent.whys.get(one, "") for one in items}
    own[COMMENT] = sent.comment
    if has_column:
        own[GRADEBOOK_COMMENT] = sent.gradebook_comment if sent.has_changed_words else ""
    problems: dict[str, str] = {}
    texts: dict[str, str] = {}
    hidden = {
        why_field(one): one for one in items if sent.verdicts.get(one) != MappingState.NOT_YET
    }
    for name, typed in own.items():
        text = drafted.get(name, "")
        if _is_shown(name, text, sent):
            continue
        texts[name] = _both(typed, text)
        if name in hidden:
            problems[verdict_field(hidden[name])] = _HIDDEN
        else:
            problems[name] = _said(name, is_joined=texts[name] != text)
    if texts:
        raise UnshownWordsError(problems, texts)


def _is_shown(name: str, text: str, sent: ReviewSent) -> bool:
    is_changed_here = sent.changed is not None and name in sent.changed
    is_sent = text.strip() in str(sent.fields.get(name, ""))
    return is_changed_here or is_sent or mark(text) == sent.began.get(name, "")


def _both(typed: str, text: str) -> str:
    """What the field shows: both texts, unless one has the other in it."""
    return text if typed.strip() in text else f"{typed.rstrip()}\n\n{text.lstrip()}"


def _said(name: str, *, is_joined: bool) -> str:
    what = {COMMENT: "this comment", GRADEBOOK_COMMENT: "this for the gradebook"}
    said = f"You wrote {what.get(name, 'what is missing')} on another open page"
    if is_joined:
        return f"{said}, and something else here. The field has both now: change it, then send it"
    return f"{said}. Read it, then send it"
