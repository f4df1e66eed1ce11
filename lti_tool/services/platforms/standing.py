"""What the tool itself knows of a platform, before it calls it: what launches left behind."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.store import former, registrations
from lti_tool.store.former import Seal, UnreadableSecretError
from lti_tool.store.tables import LaunchEntry, Registration


@dataclass(frozen=True, kw_only=True)
class Column:
    """The column of the gradebook that a launch named last."""

    url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A launch that was refused."""

    at: datetime
    reason: str
    reference: str | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one registration."""

    name: str
    agreement: Agreement
    retired_at: datetime | None
    waiting: tuple[str, ...]
    """The deployments that wait for approval."""
    column: Column | None
    unreadable_keys: tuple[str, ...]
    """The keys of LTI 1.1 whose secrets cannot be read with the secret key of today."""
    readable_keys: tuple[str, ...]
    launched_at: datetime | None
    refusal: Refusal | None


def standing_of(session: Session, registration: Registration, seal: Seal) -> Standing:
    """Read what is known of a registration, as a value that outlives the transaction."""
    line_item = registrations.latest_line_item(session, registration.id)
    launched = registrations.latest_entry(session, registration.id, is_refused=False)
    refused = registrations.latest_entry(session, registration.id, is_refused=True)
    kept = former.list_of_registration(session, registration.id)
    readable = {row.consumer_key: _is_readable(seal, row.sealed_secret) for row in kept}
    return Standing(
        name=registration.name,
        agreement=agreement_of(registration),
        retired_at=registration.retired_at,
        waiting=tuple(
            row.deployment_id
            for row in registration.deployments
            if row.tenant_id is None and row.retired_at is None
        ),
        column=Column(url=line_item.url, scopes=tuple(line_item.scopes)) if line_item else None,
        unreadable_keys=tuple(key for key, is_readable in readable.items() if not is_readable),
        readable_keys=tuple(key for key, is_readable in readable.items() if is_readable),
        launched_at=launched.at if launched else None,
        refusal=_refusal(refused) if refused else None,
    )


def _refusal(entry: LaunchEntry) -> Refusal:
    return Refusal(at=entry.at, reason=entry.reason or "", reference=entry.reference)


def _is_readable(seal: Seal, sealed: str) -> bool:
    try:
        seal.open(sealed)
    except UnreadableSecretError:
        return False
    return True
