"""What a review of submitted evidence is: where it stands, and what was decided by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.texts import plain


class ReviewState(StrEnum):
    """Where submitted evidence stands that somebody has to decide about."""

    AWAITING = "awaiting"
    RETURNED = "returned"
    """It waits for its author."""
    DECIDED = "decided"


class Outcome(StrEnum):
    """What a decision did with a piece of evidence as a whole."""

    DECIDED = "decided"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was decided about one framework item, in the words that the item had then."""

    item_id: int
    statement: str
    state: MappingState
    comment: str


@dataclass(frozen=True, kw_only=True)
class ChosenLevel:
    """The level that was chosen for one criterion, in the words of its activity's version."""

    key: str
    criterion: str
    points: int
    best: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of an instructor about one piece of evidence, as everybody reads it."""

    id: int
    outcome: Outcome
    by: str
    """The instructor's name, or what stands for one."""
    at: datetime
    verdicts: tuple[Verdict, ...]
    levels: tuple[ChosenLevel, ...]
    given: Decimal | None
    """The points of the chosen levels; ``None`` where no rubric decides."""
    maximum: Decimal | None
    comment: str
    gradebook_comment: str
    undone_at: datetime | None
    undone_by: str | None
    acknowledged_at: datetime | None
    """When its learner said that they have read it."""

    @property
    def stands(self) -> bool:
        """Whether nobody has taken it back."""
        return self.undone_at is None


@dataclass(frozen=True, kw_only=True)
class ReviewSent:
    """What a form of review sent, as it was typed."""

    turn: int
    """How often the evidence had changed hands when the page was made."""
    outcome: Outcome = Outcome.DECIDED
    verdicts: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """By framework item: ``accepted`` or ``not_yet``."""
    whys: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """By framework item: a comment."""
    levels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """By criterion: the position of the chosen level, from 0."""
    comment: str = ""
    gradebook_comment: str = ""
    words_seen: str | None = None
    """The words for the gradebook that stood when the page was made; ``None`` where unsaid."""
    looked_at: str = ""
    """Which suspected patient identifiers were looked at and are none."""
    changed: frozenset[str] | None = None
    """The names of the fields changed in the page; ``None`` where no script could tell."""
    began: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By field: the mark of the text that the page began with; none of what was blank."""

    @property
    def plain(self) -> "ReviewSent":
        """The same with texts that anything can keep and show."""
        return replace(
            self,
            whys={item_id: plain(text) for item_id, text in self.whys.items()},
            comment=plain(self.comment),
            gradebook_comment=plain(self.gradebook_comment),
            words_seen=None if self.words_seen is None else plain(self.words_seen),
        )

    @property
    def has_changed_words(self) -> bool:
        """Whether other words for the gradebook were typed than the page had seen."""
        return self.gradebook_comment.strip() != (self.words_seen or "").strip()

    def with_texts(self, texts: Mapping[str, str]) -> "ReviewSent":
        """The same with these texts in their fields, as if they had been changed in the page."""
        written = {
            int(name.removeprefix(_WHY)): text
            for name, text in texts.items()
            if name.startswith(_WHY)
        }
        return replace(
            self,
            whys={**self.whys, **written},
            comment=texts.get(COMMENT, self.comment),
            gradebook_comment=texts.get(GRADEBOOK_COMMENT, self.gradebook_comment),
            changed=None if self.changed is None else self.changed | texts.keys(),
        )

    def why(self, item_id: int) -> str:
        """What is missing for this item; a text under an item that was accepted is hidden."""
        is_open = self.verdicts.get(item_id) == MappingState.NOT_YET
        return self.whys.get(item_id, "") if is_open else ""

    @property
    def fields(self) -> dict[str, Any]:
        """What was filled in, by the names of the fields in the form."""
        return {
            **{verdict_field(item_id): one for item_id, one in self.verdicts.items()},
            **{why_field(item_id): one for item_id, one in self.whys.items()},
            **{level_field(key): position for key, position in self.levels.items()},
            COMMENT: self.comment,
            GRADEBOOK_COMMENT: self.gradebook_comment,
        }


COMMENT: Final = "comment"
GRADEBOOK_COMMENT: Final = "gradebook_comment"
_WHY: Final = "why-"


def verdict_field(item_id: int) -> str:
    """Say how the verdict about an item is named in the form."""
    return f"verdict-{item_id}"


def why_field(item_id: int) -> str:
    """Say how the comment on an item is named in the form."""
    return f"{_WHY}{item_id}"


def level_field(criterion: str) -> str:
    """Say how the level of a criterion is named in the form."""
    return f"level-{criterion}"


def is_text_field(name: str) -> bool:
    """Whether a field of the form holds a text, and not a choice."""
    return name in {COMMENT, GRADEBOOK_COMMENT} or name.startswith(_WHY)
