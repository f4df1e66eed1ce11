"""Links: the placements of a course, what was chosen for them, and what they were copied from."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.launches import Place
from lti_tool.store.tables import (
    Attempt,
    Context,
    ContextActivity,
    Deployment,
    LineItem,
    ResourceLink,
)


def find(
    session: Session, resource_link_id: int, *, tenant_id: int, context_id: int
) -> ResourceLink | None:
    """Find a placement of a context."""
    return session.scalar(
        select(ResourceLink).where(
            ResourceLink.id == resource_link_id,
            ResourceLink.tenant_id == tenant_id,
            ResourceLink.context_id == context_id,
        )
    )


def list_of_context(
    session: Session, *, tenant_id: int, context_id: int
) -> Sequence[tuple[ResourceLink, bool]]:
    """List the placements of a context in the order they came, and whether each has a column."""
    found = session.execute(
        select(ResourceLink, LineItem.scopes)
        .outerjoin(
            LineItem,
            and_(LineItem.resource_link_id == ResourceLink.id, LineItem.is_ended.is_(False)),
        )
        .where(ResourceLink.tenant_id == tenant_id, ResourceLink.context_id == context_id)
        .order_by(ResourceLink.id)
    ).all()
    return [(link, bool(scopes)) for link, scopes in found]


def list_chosen(session: Session, *, tenant_id: int, context_id: int) -> Sequence[str]:
    """List the codes of the activities that were picked for a context, in the order they came."""
    return session.scalars(
        select(ContextActivity.activity_code)
        .where(ContextActivity.tenant_id == tenant_id, ContextActivity.context_id == context_id)
        .order_by(ContextActivity.id)
    ).all()


def begun_at(
    session: Session,
    codes: Collection[str],
    *,
    tenant_id: int,
    person_id: int,
    resource_link_id: int,
) -> Sequence[tuple[str, str]]:
    """Which of these activities somebody has begun at a placement, and each attempt's state."""
    found = session.execute(
        select(Attempt.activity_code, Attempt.state).where(
            Attempt.tenant_id == tenant_id,
            Attempt.person_id == person_id,
            Attempt.resource_link_id == resource_link_id,
            Attempt.activity_code.in_(codes),
        )
    ).all()
    return [(code, state) for code, state in found]


# ---- copies


def has_any(session: Session, context: Context) -> bool:
    """Whether some launch has recorded a placement of this context."""
    statement = select(
        exists().where(
            ResourceLink.tenant_id == context.tenant_id, ResourceLink.context_id == context.id
        )
    )
    return session.scalar(statement) is True


def find_copied(session: Session, place: Place, history: Sequence[str]) -> ResourceLink | None:
    """Find the newest placement that is known of those that one was copied from."""
    rows = session.scalars(
        select(ResourceLink)
        .join(Deployment, Deployment.id == ResourceLink.deployment_id)
        .where(
            ResourceLink.tenant_id == place.tenant_id,
            _same_platform(place),
            ResourceLink.external_id.in_(history),
        )
    ).all()
    return min(rows, key=lambda row: (history.index(row.external_id), -row.id), default=None)


def find_copied_contexts(
    session: Session, place: Place, history: Sequence[str]
) -> Sequence[Context]:
    """Find the contexts that are known of those that one was copied from, the newest first."""
    rows = session.scalars(
        select(Context)
        .join(Deployment, Deployment.id == Context.deployment_id)
        .where(
            Context.tenant_id == place.tenant_id,
            _same_platform(place),
            Context.kind == "course",
            Context.external_id.in_(history),
        )
    ).all()
    return sorted(rows, key=lambda row: (history.index(row.external_id), -row.id))


def find_relinked(session: Session, context: Context, *, activity_code: str) -> ResourceLink | None:
    """Find the newest placement in a context for which another activity was chosen."""
    return session.scalar(
        select(ResourceLink)
        .where(
            ResourceLink.tenant_id == context.tenant_id,
            ResourceLink.context_id == context.id,
            ResourceLink.activity_code == activity_code,
            ResourceLink.relinked_code.is_not(None),
        )
        .order_by(ResourceLink.id.desc())
        .limit(1)
    )


def carry_chosen(session: Session, source: Context, target: Context) -> None:
    """Note for a copied context what was picked for the one it was copied from, and no moment."""
    codes = list_chosen(session, tenant_id=source.tenant_id, context_id=source.id)
    for code in codes:
        mark = {"context_id": target.id, "activity_code": code}
        statement = insert_into(session, ContextActivity).values(
            **mark, tenant_id=target.tenant_id, chosen_at=None
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=list(mark)))


def _same_platform(place: Place) -> ColumnElement[bool]:
    # A course may be copied from one deployment into another; ids are the platform's own.
    return Deployment.registration_id == place.deployment.registration_id
