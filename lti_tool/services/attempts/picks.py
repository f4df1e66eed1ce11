"""Which outcomes a learner says their work shows, and why: as asked and kept before submitting."""

from collections.abc import Mapping
from typing import Any, Final

from lti_tool.learning.activities import Activity
from lti_tool.learning.evidence import (
    LONGEST_REASON,
    Towards,
    outcome_problems,
    pickable,
    reasons_missing,
)
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.texts import plain_line
from lti_tool.services.attempts.given import Fields, Given
from lti_tool.services.attempts.pages import OfferedOutcome

PICKED: Final = "picked"
"""Where it is kept with an attempt, and by the fields of the form."""
_OUTCOMES: Final = "mapped"
_REVISION: Final = "picked_of"
"""The revision of the evidence that picks were taken over from."""


def offered_picks(activity: Activity, fields: Fields) -> Given:
    """What was given of all that the check page asks for, said or not."""
    codes = pickable(activity)
    if not codes:
        return {}
    chosen = [code for code in codes if code in fields.get(_OUTCOMES, ())]
    reasons = {code: _line(fields, code) for code in codes}
    kept = {
        _reason_field(code): reason if code in chosen or len(reason) <= LONGEST_REASON else ""
        for code, reason in reasons.items()
    }
    return {PICKED: {_OUTCOMES: chosen, **kept}}


def picked_in(activity: Activity, kept: Mapping[str, Any]) -> dict[str, str]:
    """The outcomes that were picked, with the reason for each."""
    found = kept.get(PICKED, {})
    chosen = found.get(_OUTCOMES, ())
    return {code: _reason_in(kept, code) for code in pickable(activity) if code in chosen}


def taken_over(
    activity: Activity, kept: Mapping[str, Any], picked: Mapping[str, str], revision: int
) -> dict[str, Any]:
    """What is kept of an attempt once it was submitted and its evidence changed by itself.

    What was ``picked`` there, up to this ``revision`` of the evidence, counts; each change once.
    """
    if kept.get(_REVISION, 0) >= revision:
        return dict(kept)
    chosen = [code for code in pickable(activity) if code in picked]
    reasons = {_reason_field(code): picked[code] for code in chosen}
    return {**kept, PICKED: {_OUTCOMES: chosen, **reasons}, _REVISION: revision}


def offered_outcomes(
    activity: Activity, towards: Towards, kept: Mapping[str, Any]
) -> tuple[OfferedOutcome, ...]:
    """What there is to pick from, and what was said about each so far."""
    codes, picked = pickable(activity), picked_in(activity, kept)
    return tuple(
        OfferedOutcome(item=item, is_picked=item.code in picked, reason=_reason_in(kept, item.code))
        for item in towards.mapped
        if item.code in codes
    )


def _reason_in(kept: Mapping[str, Any], code: str) -> str:
    reason: str = kept.get(PICKED, {}).get(_reason_field(code), "")
    return reason


def check_picks(activity: Activity, kept: Mapping[str, Any]) -> None:
    """Refuse what cannot even be kept. Raises :class:`FieldsError`."""
    problems = _unkeepable(activity, kept)
    if problems:
        raise FieldsError(problems)


def pick_problems(activity: Activity, kept: Mapping[str, Any]) -> dict[str, str]:
    """What keeps an attempt from being submitted, by field: a sentence."""
    return {**reasons_missing(picked_in(activity, kept)), **_unkeepable(activity, kept)}


def _unkeepable(activity: Activity, kept: Mapping[str, Any]) -> dict[str, str]:
    frameworks = dict.fromkeys(pickable(activity), activity.framework)
    return outcome_problems(picked_in(activity, kept), frameworks)


def _reason_field(code: str) -> str:
    return f"reason-{code}"


def _line(fields: Fields, code: str) -> str:
    return plain_line(next(iter(fields.get(_reason_field(code), ())), ""))
