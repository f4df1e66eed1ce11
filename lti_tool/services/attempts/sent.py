"""What a page of a part sent, and what of it counts.

A learner may have an activity open in several pages, and a slow line may bring posts in another
order. So a page says which questions were changed in it, and counts its posts; a page whose
scripts did not run says neither, but which revision of the answers it was made from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_PAGES = 8
"""How many pages' counters are kept with an attempt: the latest ones."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One post of a page: all that is chosen in it, and what it knows about that."""

    chosen: Mapping[str, Sequence[str]]
    page: str | None = None
    """What the page was named when it was made."""
    number: int | None = None
    """Rises with each post of the same page."""
    changed: frozenset[str] | None = None
    """The questions changed in the page; ``None`` where no script could tell."""
    seen: int | None = None
    """The revision of the answers that the page was made from."""


def revision_of(kept: Mapping[str, Any]) -> int:
    """How often the answers of an attempt have changed."""
    found: int = kept.get("revision", 0)
    return found


def merged(kept: Mapping[str, Any], sent: Sent, offered: Mapping[str, list[str]]) -> dict[str, Any]:
    """What is kept of an attempt after a post, of which the part offers the answers ``offered``."""
    pages = kept.get("pages", [])
    note = next((one for one in pages if one["page"] == sent.page), None)
    if note and sent.number is not None and sent.number <= note["number"]:
        return dict(kept)  # overtaken by a later post of the same page
    before, revision = kept["chosen"], revision_of(kept)
    seen = note["seen"] if note else sent.seen
    is_current = seen == revision

    def counts(key: str, options: list[str]) -> bool:
        if sent.changed is not None:
            return key in sent.changed
        return bool(options) or is_current  # a blank may only mean that the page is old

    chosen = {**before, **{key: given for key, given in offered.items() if counts(key, given)}}
    revision += chosen != before
    if sent.page:
        seen = revision if is_current else seen
        latest = {"page": sent.page, "number": sent.number or 0, "seen": seen}
        pages = [*(one for one in pages if one is not note), latest][-MOST_PAGES:]
    return {**kept, "chosen": chosen, "revision": revision, "pages": pages}
