"""The launch log: what came of each login and launch, for the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.store.tables import LaunchEntry, Registration


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries somebody looks for; ``None`` and ``False`` leave nothing out.

    A platform is looked for as it is registered, or, where it is not, as it named itself.
    """

    issuer: str | None = None
    client_id: str | None = None
    reference: str | None = None
    only_refused: bool = False


def add(session: Session, entry: LaunchEntry) -> None:
    """Keep an entry."""
    session.add(entry)


def list_latest(
    session: Session, wanted: Wanted, *, most: int
) -> Sequence[tuple[LaunchEntry, Registration | None]]:
    """List the latest entries with the registration they are about, the newest last."""
    statement = select(LaunchEntry, Registration).outerjoin(
        Registration, Registration.id == LaunchEntry.registration_id
    )
    if wanted.issuer is not None:
        issuer = func.coalesce(Registration.issuer, LaunchEntry.issuer)
        statement = statement.where(issuer == wanted.issuer)
    if wanted.client_id is not None:
        client_id = func.coalesce(Registration.client_id, LaunchEntry.client_id)
        statement = statement.where(client_id == wanted.client_id)
    if wanted.reference is not None:
        statement = statement.where(LaunchEntry.reference == wanted.reference)
    if wanted.only_refused:
        statement = statement.where(LaunchEntry.reason.is_not(None))
    latest = statement.order_by(LaunchEntry.at.desc(), LaunchEntry.id.desc()).limit(most)
    found = [(entry, registration) for entry, registration in session.execute(latest)]
    return found[::-1]


def count_since(session: Session, since: datetime) -> tuple[int, int]:
    """Count the entries since then: those of launches that were opened, and those refused."""
    number = func.count(LaunchEntry.id)
    entries, refused = session.execute(
        select(number, func.count(LaunchEntry.reason)).where(LaunchEntry.at >= since)
    ).one()
    return entries - refused, refused


def forget_older(session: Session, *, than: datetime) -> None:
    """Forget the entries that are older than this."""
    session.execute(delete(LaunchEntry).where(LaunchEntry.at < than))
