"""Choices: what is being chosen in a visit, and what has been chosen for a context before."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.learning.choices import Choice, Chosen
from lti_tool.store.database import insert_into
from lti_tool.store.tables import ContextActivity, ResourceLink, Visit


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known to be in a context, or to have been on its way there."""

    placed: frozenset[str]
    """The codes of activities that a launch has opened, and of pages."""
    sent: Mapping[str, datetime | None]
    """When an activity was handed to the platform, by its code; ``None``: it came with a copy."""

    @property
    def unopened(self) -> Mapping[str, datetime | None]:
        """What may have arrived there, for all that is known, and what may not."""
        return {code: at for code, at in self.sent.items() if code not in self.placed}

    @property
    def codes(self) -> frozenset[str]:
        """All of them."""
        return self.placed | self.sent.keys()


def read(visit: Visit) -> Choice:
    """Read what has been chosen so far in a visit."""
    return tuple(Chosen(**one) for one in visit.choice or ())


def keep(visit: Visit, choice: Choice) -> None:
    """Keep what is chosen now."""
    visit.choice = [asdict(one) for one in choice]


def find_to_change(session: Session, visit_id: str, *, tenant_id: int) -> Visit | None:
    """Find a visit whose choice is about to change, one change after the other."""
    return session.scalar(
        select(Visit)
        .where(Visit.id == visit_id, Visit.tenant_id == tenant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def known(session: Session, *, tenant_id: int, context_id: int) -> Known:
    """Find what is in a context, as far as this tool can know."""
    links = session.execute(
        select(ResourceLink.activity_code, ResourceLink.relinked_code, ResourceLink.page)
        .where(ResourceLink.tenant_id == tenant_id, ResourceLink.context_id == context_id)
        .distinct()
    )
    sent = session.execute(
        select(ContextActivity.activity_code, ContextActivity.chosen_at)
        .where(ContextActivity.tenant_id == tenant_id, ContextActivity.context_id == context_id)
        .order_by(ContextActivity.id)
    )
    return Known(
        placed=frozenset(
            code
            for named, relinked, page in links
            if (code := f"page.{page}" if page else relinked or named)
        ),
        sent={row.activity_code: row.chosen_at for row in sent},
    )


def record(
    session: Session, codes: Collection[str], *, tenant_id: int, context_id: int, now: datetime
) -> None:
    """Record that these activities were handed to the platform for a context."""
    if not codes:
        return
    rows = [
        {"tenant_id": tenant_id, "context_id": context_id, "activity_code": code, "chosen_at": now}
        for code in codes
    ]
    session.execute(
        insert_into(session, ContextActivity)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["context_id", "activity_code"], set_={"chosen_at": now}
        )
    )
