"""What a page of a part sent, and what of it counts.

A learner may have an activity open in several pages, and a slow line may bring posts in another
order. So a page says which questions were changed in it, and counts its posts; a page whose
scripts did not run says neither, but which revision of the answers it was made from.

What is chosen twice is chosen last. A text is work: where another page has written one since, both
are kept, until the learner says which one counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

MOST_PAGES = 8
"""How many pages' counters are kept with an attempt: the latest ones."""


WRITTEN: Final = "written"
"""Where texts are kept."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A text that was written in one page while another page wrote another."""

    key: str
    """The name of the page that it was written in."""
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One post of a page: all that is given in it, and what it knows about that."""

    chosen: Mapping[str, Sequence[str]]
    """By field: options, matches, steps; or one text."""
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


def merged(
    kept: Mapping[str, Any],
    sent: Sent,
    offered: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """What is kept of an attempt after a post, of which the part offers the answers ``offered``.

    They are by where they are kept, such as ``written``, and by the field that they were given in.
    """
    pages = kept.get("pages", [])
    note = next((one for one in pages if one["page"] == sent.page), None)
    if note and sent.number is not None and sent.number <= note["number"]:
        return dict(kept)  # overtaken by a later post of the same page
    revision = revision_of(kept)
    seen = note["seen"] if note else sent.seen
    is_current = seen == revision

    def counts(key: str, given: Any) -> bool:
        if sent.changed is not None:
            return key in sent.changed
        return bool(given) or is_current  # a blank may only mean that the page is old

    counting = {
        place: {key: given for key, given in fields.items() if counts(key, given)}
        for place, fields in offered.items()
    }
    counting[WRITTEN], apart = _apart(kept, sent, seen, counting.get(WRITTEN, {}))
    answers = {place: {**kept.get(place, {}), **fields} for place, fields in counting.items()}
    revision += any(found != kept.get(place, {}) for place, found in answers.items())
    if sent.page:
        seen = revision if is_current else seen
        latest = {"page": sent.page, "number": sent.number or 0, "seen": seen}
        pages = [*(one for one in pages if one is not note), latest][-MOST_PAGES:]
    written = _stamped(kept, answers[WRITTEN], sent, revision, now)
    versions = _with_versions(kept, apart, sent, now)
    return {**kept, **answers, **written, **versions, "revision": revision, "pages": pages}


def _apart(
    kept: Mapping[str, Any], sent: Sent, seen: int | None, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Part the texts that replace what is kept from those that were written beside it."""
    texts, stamps = kept.get(WRITTEN, {}), kept.get("stamps", {})

    def is_apart(key: str, text: str) -> bool:
        stamp = stamps.get(key)
        if stamp is None or seen is None or not texts.get(key, "").strip():
            return False
        return bool(text != texts[key] and stamp["page"] != sent.page and stamp["revision"] > seen)

    apart = {key: text for key, text in given.items() if is_apart(key, text)}
    return {key: text for key, text in given.items() if key not in apart}, apart


def _stamped(
    kept: Mapping[str, Any], texts: Mapping[str, str], sent: Sent, revision: int, now: datetime
) -> dict[str, Any]:
    """Note which page wrote which text, at which revision and when."""
    before = kept.get(WRITTEN, {})
    new = {
        key: {"page": sent.page, "revision": revision, "at": now.isoformat()}
        for key, text in texts.items()
        if text != before.get(key)
    }
    return {"stamps": {**kept.get("stamps", {}), **new}}


def _with_versions(
    kept: Mapping[str, Any], apart: Mapping[str, str], sent: Sent, now: datetime
) -> dict[str, Any]:
    """Keep the texts that were written beside others; a blank one is no loss."""
    versions = dict(kept.get("versions", {}))
    for key, text in apart.items():
        others = [one for one in versions.get(key, []) if one["page"] != sent.page]
        latest = {"page": sent.page, "text": text, "at": now.isoformat()}
        versions[key] = [*others, latest][-MOST_PAGES:] if text.strip() else others
    return {"versions": {key: some for key, some in versions.items() if some}}


def written_at(kept: Mapping[str, Any], field: str) -> datetime | None:
    """When the text that is kept of a field was written, where that was noted."""
    at = kept.get("stamps", {}).get(field, {}).get("at")
    return datetime.fromisoformat(at) if at else None


def versions_in(kept: Mapping[str, Any]) -> dict[str, tuple[Version, ...]]:
    """The texts that wait beside those that are kept, by the field they were written in."""
    return {
        key: tuple(
            Version(key=one["page"] or "", text=one["text"], at=datetime.fromisoformat(one["at"]))
            for one in some
        )
        for key, some in kept.get("versions", {}).items()
    }


def settled(kept: Mapping[str, Any], field: str, version: str | None) -> dict[str, Any]:
    """What is kept once the learner has said which text of a field counts.

    That is the waiting one of this key; or, without a key, the one that is kept. The rest goes.
    """
    waiting = kept.get("versions", {}).get(field, [])
    chosen = next((one for one in waiting if (one["page"] or "") == version), None)
    if version is not None and chosen is None:
        return dict(kept)  # settled in another page already
    revision = revision_of(kept) + 1
    versions = {key: some for key, some in kept.get("versions", {}).items() if key != field}
    found = {**kept, "versions": versions, "revision": revision}
    if chosen is None:
        return found
    stamp = {"page": None, "revision": revision, "at": chosen["at"]}
    return {
        **found,
        WRITTEN: {**kept.get(WRITTEN, {}), field: chosen["text"]},
        "stamps": {**kept.get("stamps", {}), field: stamp},
    }
