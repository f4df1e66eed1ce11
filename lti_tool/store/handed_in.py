"""What was handed in with a piece of evidence, read from its rows."""

from collections.abc import Callable, Iterable

from lti_tool.learning.activities import Activity
from lti_tool.learning.days import DAY, TypedDay, typed_day
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.frameworks import Use
from lti_tool.learning.handed_in import HandedFile, HandedIn, HandedTie, of_activity, of_own
from lti_tool.learning.own_evidence import Draft
from lti_tool.learning.prompts import WHAT_HAPPENED
from lti_tool.learning.responses import responses_from
from lti_tool.store.tables import Attachment, Evidence

PROMPTS = "prompts"
"""Where the name of the chosen set of prompts is kept beside the texts."""


def account_of(row: Evidence) -> Draft:
    """What its author has filled in, but for what it is tied to."""
    written = row.written
    has_day = any(name in written for name in DAY)
    typed = TypedDay(**{name: written.get(name, "") for name in DAY})
    return Draft(
        sort=EvidenceSort(row.sort),
        title=row.title,
        day=typed if has_day else typed_day(row.happened_on),
        prompt_set=written.get(PROMPTS, WHAT_HAPPENED),
        texts={key: text for key, text in written.items() if key not in (*DAY, PROMPTS)},
    )


def handed_in_of(row: Evidence, read_activity: Callable[[str], Activity]) -> HandedIn:
    """All that a piece of evidence says now, flattened."""
    ties = [
        HandedTie(
            item_id=one.framework_item_id,
            use=Use(one.use),
            statement=one.item.statement,
            reason=one.reason,
        )
        for one in row.mappings
    ]
    if row.attempt is None:
        return of_own(account_of(row), ties, _files(row.attachments))
    activity = read_activity(row.attempt.activity_version.document)
    places = [part.key for part in activity.parts]
    files = [one for one in row.attempt.attachments if one.part_key in places]
    files.sort(key=lambda one: places.index(one.part_key or ""))
    return of_activity(activity, responses_from(row.attempt.responses), ties, _files(files))


def _files(rows: Iterable[Attachment]) -> tuple[HandedFile, ...]:
    return tuple(HandedFile(name=one.name, kept_as=one.stored_as) for one in rows)
