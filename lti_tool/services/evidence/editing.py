"""How what a page sent is kept in a piece of evidence, so far as it can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.days import DAY, day_of
from lti_tool.learning.edits import Kept, Merged, merged
from lti_tool.learning.evidence import outcome_problems
from lti_tool.learning.frameworks import Use
from lti_tool.learning.own_evidence import Draft, doubts, unkeepable
from lti_tool.services.evidence.choices import KnownFramework, item_ids, offered
from lti_tool.services.evidence.pages import FrameworkChoices
from lti_tool.services.evidence.rows import draft_of
from lti_tool.services.evidence.sent import (
    EvidenceSent,
    chosen_refs,
    draft_from,
    field_of,
    fields_of,
    outcomes,
    own_fields,
    unticked,
)
from lti_tool.store import evidence, evidence_events
from lti_tool.store.handed_in import PROMPTS
from lti_tool.store.tables import Evidence


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What came of keeping what a page sent."""

    at: datetime
    problems: Mapping[str, str]
    """By field of the form: why it could not be kept."""
    conflicts: Mapping[str, datetime | None]
    """The fields that another page changed meanwhile, and when."""
    unkept: Mapping[str, Any]
    """What was typed in the fields that have a problem or a conflict."""
    doubts: Mapping[str, str]
    """By field: what was kept and cannot be submitted so, as far as it was filled in whole."""


@dataclass(frozen=True, kw_only=True)
class Editing:
    """One piece of evidence under change, and what it can be tied to."""

    row: Evidence
    known: Sequence[KnownFramework]
    choices: Sequence[FrameworkChoices]

    def keep(self, session: Session, sent: EvidenceSent, now: datetime) -> Saved:
        """Keep what can be kept; what has a problem or a conflict stays as it was."""
        kept = fields_of(draft_of(self.row, self.known))
        typed = self._typed(sent)
        problems = self._problems(sent, {**kept, **typed})
        held = {field_of(name) for name in problems}
        result = merged(
            Kept(fields=kept, notes=self.row.edits, revision=self.row.revision),
            {name: value for name, value in typed.items() if name not in held},
            sent.post,
            now,
        )
        self._write(session, result, now)
        return Saved(
            at=now,
            problems=problems,
            conflicts=result.conflicts,
            unkept={name: typed[name] for name in typed if name in {*held, *result.conflicts}},
            doubts={}
            if self.row.attempt is not None
            else doubts(self._draft(result.fields), day_of(now)),
        )

    def _typed(self, sent: EvidenceSent) -> dict[str, Any]:
        mapped = {"mapped": outcomes(sent, offered(self.choices, Use.MAPPED))}
        if self.row.attempt is not None:
            return mapped
        draft = draft_of(self.row, self.known)
        return {
            **own_fields(sent, draft.sort),
            **mapped,
            "filed": chosen_refs(sent, "filed", offered(self.choices, Use.FILED)),
            "tagged": chosen_refs(sent, "tagged", offered(self.choices, Use.TAGGED)),
        }

    def _problems(self, sent: EvidenceSent, fields: Mapping[str, Any]) -> dict[str, str]:
        draft = self._draft(fields)
        named = offered(self.choices, Use.MAPPED)
        check = unkeepable if self.row.attempt is None else _of_outcomes
        return {**unticked(sent, named), **check(draft, named)}

    def _draft(self, fields: Mapping[str, Any]) -> Draft:
        return draft_from(draft_of(self.row, self.known).sort, fields)

    def _write(self, session: Session, result: Merged, now: datetime) -> None:
        row = self.row
        row.edits = dict(result.notes)
        if result.revision == row.revision:
            return
        row.revision, row.changed_at = result.revision, now
        evidence_events.add_change(session, row, at=now)
        draft = self._draft(result.fields)
        self._tie(session, draft)
        if row.attempt is not None:
            return
        row.title = draft.title
        row.written = {
            **draft.texts,
            **dict(zip(DAY, result.fields["date"], strict=True)),
            PROMPTS: draft.prompt_set,
        }
        on = draft.day.date
        if on is not None and on <= day_of(now):
            row.happened_on = on

    def _tie(self, session: Session, draft: Draft) -> None:
        uses: dict[Use, dict[str, str | None]] = {Use.MAPPED: {**draft.mapped}}
        if self.row.attempt is None:
            uses[Use.FILED] = dict.fromkeys(draft.filed)
            uses[Use.TAGGED] = dict.fromkeys(draft.tagged)
        refs = [ref for chosen in uses.values() for ref in chosen]
        ids = item_ids(session, self.known, refs)
        for use, chosen in uses.items():
            reasons = {ids[ref]: reason for ref, reason in chosen.items() if ref in ids}
            evidence.tie(session, self.row, use, reasons)


def _of_outcomes(draft: Draft, framework_of: Mapping[str, str]) -> dict[str, str]:
    return outcome_problems(draft.mapped, framework_of)
