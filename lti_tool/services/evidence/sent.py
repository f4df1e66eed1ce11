"""What a page of evidence sent, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.learning.days import TypedDay
from lti_tool.learning.edits import Post
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.own_evidence import Draft, text_keys
from lti_tool.learning.prompts import PROMPT_SETS
from lti_tool.learning.texts import plain, plain_line

_DAY = ("day", "month", "year")
_REASON = "reason-"
_PROMPTS = "prompts"


@dataclass(frozen=True, kw_only=True)
class EvidenceSent:
    """One post of a page: all that is filled in, and what the page knows about that."""

    fields: Mapping[str, Sequence[str]]
    page: str | None = None
    number: int | None = None
    changed: frozenset[str] | None = None
    """The names of the fields changed in the page; ``None`` where no script could tell."""
    seen: int | None = None
    """The revision of the evidence that the page was made from."""

    @property
    def post(self) -> Post:
        """What the page says of itself, by the fields that are kept."""
        conflicts = {field_of(name) for name in self.fields.get("conflict", ())}
        chosen = {name: _first(self.fields, f"settle-{name}") for name in conflicts}
        settled = frozenset(name for name, choice in chosen.items() if choice == "mine")
        dropped = frozenset(name for name, choice in chosen.items() if choice == "kept")
        changed = None if self.changed is None else frozenset(map(field_of, self.changed))
        if changed is not None and _PROMPTS in self.fields:
            changed |= {_PROMPTS}  # a button, which is no field that a script sees changed
        return Post(
            page=self.page,
            number=self.number,
            changed=changed,
            seen=self.seen,
            dropped=dropped,
            settled=settled,
            unsettled=frozenset(conflicts) - settled - dropped,
        )


def field_of(name: str) -> str:
    """What a field of a form is a part of: a date has three, an outcome its reason."""
    if name in _DAY:
        return "date"
    return "mapped" if name.startswith(_REASON) else name


def own_fields(sent: EvidenceSent, sort: EvidenceSort) -> dict[str, Any]:
    """What was filled in of a piece of evidence without an activity."""
    fields = sent.fields
    found: dict[str, Any] = {"date": [plain(_first(fields, name)).strip()[:10] for name in _DAY]}
    if "title" in fields:
        found["title"] = plain_line(_first(fields, "title"))
    if _first(fields, _PROMPTS) in PROMPT_SETS:
        found[_PROMPTS] = _first(fields, _PROMPTS)
    for key in text_keys(sort):
        if key in fields:
            found[key] = plain(_first(fields, key))
    return found


def chosen_refs(sent: EvidenceSent, name: str, offered: Mapping[str, str]) -> list[str]:
    """What was ticked of what may be."""
    return sorted({one for one in sent.fields.get(name, ()) if one in offered})


def outcomes(sent: EvidenceSent, offered: Mapping[str, str]) -> dict[str, str]:
    """The outcomes that were ticked, each with why."""
    return {
        ref: plain_line(_first(sent.fields, f"{_REASON}{ref}"))
        for ref in chosen_refs(sent, "mapped", offered)
    }


def unticked(sent: EvidenceSent, offered: Mapping[str, str]) -> dict[str, str]:
    """Where a reason was given and its outcome not ticked, and no script could have hidden it."""
    if sent.changed is not None:
        return {}
    ticked = sent.fields.get("mapped", ())
    return {
        f"{_REASON}{ref}": "Tick this outcome too, or clear its reason"
        for ref in offered
        if ref not in ticked and _first(sent.fields, f"{_REASON}{ref}").strip()
    }


def fields_of(draft: Draft) -> dict[str, Any]:
    """A draft by its fields, as they are compared."""
    return {
        "title": draft.title,
        "date": [draft.day.day, draft.day.month, draft.day.year],
        _PROMPTS: draft.prompt_set,
        **dict.fromkeys(text_keys(draft.sort), ""),
        **draft.texts,
        "filed": sorted(draft.filed),
        "mapped": dict(draft.mapped),
        "tagged": sorted(draft.tagged),
    }


def draft_from(sort: EvidenceSort, fields: Mapping[str, Any]) -> Draft:
    """The draft that has these fields."""
    day, month, year = fields["date"]
    return Draft(
        sort=sort,
        title=fields["title"],
        day=TypedDay(day=day, month=month, year=year),
        prompt_set=fields[_PROMPTS],
        texts={key: fields[key] for key in text_keys(sort)},
        filed=tuple(fields["filed"]),
        mapped=fields["mapped"],
        tagged=tuple(fields["tagged"]),
    )


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")
