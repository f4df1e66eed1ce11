"""What becomes of a form that several pages change: nothing is undone without being shown.

A field's last change is noted with the page that made it. A page that was made before that change,
and would put something else in its place, meets a conflict: what is kept stays, and the person
chooses. A page's posts are numbered, so that a late one does not undo a later one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

MOST_PAGES: Final = 8
"""How many pages' counters are kept: the latest ones."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a page says of itself when it sends its form."""

    page: str | None = None
    """What the page was named when it was made."""
    number: int | None = None
    """Rises with each post of the same page."""
    changed: frozenset[str] | None = None
    """The fields changed in the page; ``None`` where no script could tell."""
    seen: int | None = None
    """The revision that the page was made from."""
    dropped: frozenset[str] = frozenset()
    """Fields with a conflict where the person chose what was kept."""
    settled: frozenset[str] = frozenset()
    """Fields with a conflict where the person chose what is in the page."""
    unsettled: frozenset[str] = frozenset()
    """Fields with a conflict where nothing was chosen."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What is kept after a post."""

    fields: Mapping[str, Any]
    notes: Mapping[str, Any]
    """Who changed what last, as it is kept."""
    revision: int
    conflicts: Mapping[str, datetime | None] = field(default_factory=lambda: MappingProxyType({}))
    """The fields that another page changed since this one was made, and when it did."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What there was before a post."""

    fields: Mapping[str, Any]
    notes: Mapping[str, Any] | None
    revision: int


def merged(kept: Kept, typed: Mapping[str, Any], post: Post, now: datetime) -> Merged:
    """Put what a page sent into what is kept, so far as it counts."""
    notes = kept.notes or {}
    pages = notes.get("pages", [])
    known = next((one for one in pages if one["page"] == post.page), None)
    if known and post.number is not None and post.number <= known["number"]:
        return Merged(fields=kept.fields, notes=notes, revision=kept.revision)  # overtaken
    changed_by = dict(notes.get("fields", {}))
    fields, conflicts = dict(kept.fields), {}
    for name, value in typed.items():
        if not _counts(name, value, kept, post):
            continue
        last = changed_by.get(name)
        if name in post.unsettled or _is_newer(last, post):
            conflicts[name] = _time(last)
            continue
        fields[name] = value
        changed_by[name] = {
            "page": post.page,
            "revision": kept.revision + 1,
            "at": now.isoformat(),
        }
    if post.page:
        latest = {"page": post.page, "number": post.number or 0}
        pages = [*(one for one in pages if one is not known), latest][-MOST_PAGES:]
    return Merged(
        fields=fields,
        notes={"pages": pages, "fields": changed_by},
        revision=kept.revision + (fields != kept.fields),
        conflicts=conflicts,
    )


def _counts(name: str, value: Any, kept: Kept, post: Post) -> bool:
    if name in post.dropped or value == kept.fields.get(name):
        return False
    return post.changed is None or name in post.changed | post.settled | post.unsettled


def _is_newer(last: Mapping[str, Any] | None, post: Post) -> bool:
    """Whether another page changed the field after this one was made."""
    if last is None or (post.page is not None and last["page"] == post.page):
        return False
    newer: bool = last["revision"] > (post.seen or 0)
    return newer


def _time(last: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(last["at"]) if last else None
