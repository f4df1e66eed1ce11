"""Changing an open attempt; of one that was returned, its author is told when they changed it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from lti_tool.services.attempts.pages import Learner
from lti_tool.services.attempts.rows import find, open_one
from lti_tool.store import evidence, evidence_events
from lti_tool.store.tables import Attempt

_GIVEN: Final = ("chosen", "written", "entries")
"""What others read of all that is kept of an attempt."""


@contextmanager
def changing(
    session: Session, learner: Learner, attempt_id: int, now: datetime
) -> Iterator[Attempt]:
    """Lock the learner's own open attempt, and note what changed of it once it was returned.

    Raises :class:`MissingError`, :class:`PassedError`.
    """
    returned = evidence.find_returned(
        session, attempt_id, tenant_id=learner.tenant_id, person_id=learner.person_id
    )
    attempt = open_one(find(session, learner, attempt_id, lock=True))
    before = _given(attempt.responses)
    yield attempt
    if returned is not None and _given(attempt.responses) != before:
        evidence_events.add_change(session, returned, at=now)


def _given(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept[name] for name in _GIVEN if kept.get(name)}
