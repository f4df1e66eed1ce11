"""The launch log: an entry for every visit that is opened and every login or launch refused."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.return_urls import with_error
from lti_tool.services.launch.reasons import FLOOD, explained
from lti_tool.store import launch_entries, registrations, tallies
from lti_tool.store.database import Transaction
from lti_tool.store.launch_entries import Wanted
from lti_tool.store.tables import Deployment, LaunchEntry, Registration, Visit

log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(days=30)
MOST_REFUSED_AN_HOUR: Final = 3_000
"""What strangers send must not fill the disk, from however many addresses."""


@dataclass(frozen=True, kw_only=True)
class NotedLaunch:
    """One entry as the operator reads it; it names nobody."""

    at: datetime
    platform: str | None
    issuer: str | None
    """As it is registered, or, where it is not, as it named itself."""
    client_id: str | None
    tenant_id: int | None
    message_type: str | None
    about: dict[str, str]
    """What the platform, or a stranger, said of itself besides: deployment, its own error."""
    opened: bool
    reference: str | None
    reason: str | None
    says: str | None
    """The reason in plain words."""
    to_do: str | None
    note: str | None


@dataclass(frozen=True, kw_only=True)
class RefusedLaunch:
    """What the page of a refused login or launch can say beside the reason."""

    platform: str | None
    """What people call the platform, where it is registered."""
    way_back: str | None
    """Where the platform wants people back, with what went wrong; only where that was signed."""
    will_last: bool
    """Whether the next launch will be refused too, unless somebody does something."""


def note_opened(
    session: Session, visit: Visit, deployment: Deployment, note: str | None = None
) -> None:
    """Note a visit in the transaction that opens it; ``note`` says what was odd all the same."""
    entry = LaunchEntry(
        at=visit.opened_at,
        registration_id=deployment.registration_id,
        tenant_id=visit.tenant_id,
        message_type=visit.message_type,
        about={"deployment_id": deployment.deployment_id},
        note=note,
    )
    launch_entries.add(session, entry)


def note_flood(session: Session, *, reference: str, now: datetime) -> None:
    """Note that an address is over its limit: once, for all that is not noted after it."""
    _add_refused(session, LaunchEntry(at=now, reference=reference, reason=FLOOD, about={}))


class LaunchLog:
    """Notes what was refused, and reads to the operator what was noted."""

    def __init__(self, *, transaction: Transaction, reading: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock

    def note_refusal(self, error: LaunchRejectedError, reference: str) -> RefusedLaunch:
        """Note a refused login or launch.

        It never fails: a page that says why is worth more than the entry.
        """
        try:
            platform = self._note(error, reference)
        except SQLAlchemyError as failure:
            log.warning(
                "launch-log.failed reference=%s error=%s", reference, type(failure).__name__
            )
            platform = None
        return RefusedLaunch(
            platform=platform,
            way_back=_way_back(error, reference),
            will_last=explained(error.reason).lasts,
        )

    def read(
        self,
        *,
        issuer: str | None = None,
        client_id: str | None = None,
        reference: str | None = None,
        only_refused: bool = False,
        last: int,
    ) -> tuple[NotedLaunch, ...]:
        """Read the latest entries of those that are asked for, the newest last."""
        wanted = Wanted(
            issuer=issuer,
            client_id=client_id,
            reference=reference.strip().upper() if reference is not None else None,
            only_refused=only_refused,
        )
        with self._reading() as session:
            return tuple(
                _shown(entry, registration)
                for entry, registration in launch_entries.list_latest(session, wanted, most=last)
            )

    def _note(self, error: LaunchRejectedError, reference: str) -> str | None:
        with self._transaction() as session:
            about = dict(error.about)
            issuer, client_id = about.pop("issuer", None), about.pop("client_id", None)
            registration = _registration_of(session, issuer, client_id)
            entry = LaunchEntry(
                at=self._clock(),
                reference=reference,
                reason=error.reason,
                registration_id=registration.id if registration else None,
                issuer=issuer,
                client_id=client_id,
                message_type=error.message_type,
                about=about,
            )
            _add_refused(session, entry)
            return registration.name if registration else None


def _way_back(error: LaunchRejectedError, reference: str) -> str | None:
    if error.return_url is None:
        return None
    return with_error(
        error.return_url,
        message=f"{error.sentence} Reference: {reference}",
        log=f"reason={error.reason} reference={reference}",
    )


def _registration_of(
    session: Session, issuer: str | None, client_id: str | None
) -> Registration | None:
    if issuer is None:
        return None
    if client_id is not None:
        return registrations.find(session, issuer, client_id)
    of_issuer = registrations.list_of_issuer(session, issuer)
    return of_issuer[0] if len(of_issuer) == 1 else None


def _add_refused(session: Session, entry: LaunchEntry) -> None:
    number = tallies.count(
        session, "refused-entries", "all", now=entry.at, lasts=timedelta(hours=1)
    )
    if number <= MOST_REFUSED_AN_HOUR:
        launch_entries.add(session, entry)
    elif number == MOST_REFUSED_AN_HOUR + 1:
        log.warning("launch-log.full refused=%s", number)


def _shown(entry: LaunchEntry, registration: Registration | None) -> NotedLaunch:
    reason = explained(entry.reason) if entry.reason else None
    return NotedLaunch(
        at=entry.at,
        platform=registration.name if registration else None,
        issuer=registration.issuer if registration else entry.issuer,
        client_id=registration.client_id if registration else entry.client_id,
        tenant_id=entry.tenant_id,
        message_type=entry.message_type,
        about=dict(entry.about),
        opened=entry.reason is None,
        reference=entry.reference,
        reason=entry.reason,
        says=reason.says if reason else None,
        to_do=reason.to_do if reason else None,
        note=entry.note,
    )
