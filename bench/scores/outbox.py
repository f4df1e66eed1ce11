"""A course in our own tables, and scores put in the outbox as handing work in does it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.scores.stub import Stub
from lti_tool.app.database import Database
from lti_tool.learning.scores import UNDER_WAY, ActivityProgress, GradingProgress, ScoreDue
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.store import deliveries
from lti_tool.store.tables import (
    ActivityVersion,
    Attempt,
    Base,
    Context,
    Deployment,
    LineItem,
    Person,
    Registration,
    ResourceLink,
    ScoreDelivery,
    Tenant,
)

POSSIBLE = 100
_CODE = "measured"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A score that somebody has earned."""

    column: int
    learner: int
    given: int

    @property
    def key(self) -> tuple[str, str]:
        """The column and learner, as the gradebook names them."""
        return str(self.column), subject_of(self.learner)


def subject_of(learner: int) -> str:
    """What the platform calls a learner."""
    return f"learner-{learner}"


def due_of(column: int, learner: int, *, turn: int = 0) -> Due:
    """The score of a learner in a column; other points at each turn."""
    given = (column + learner + 7 * turn) % (POSSIBLE + 1)
    return Due(column=column, learner=learner, given=given)


def every_pair(columns: int, learners: int, *, turn: int = 0) -> list[Due]:
    """A score for every learner in every column."""
    return [
        due_of(column, learner, turn=turn)
        for learner in range(learners)
        for column in range(columns)
    ]


@dataclass(kw_only=True)
class Outbox:
    """A course with columns and learners, each of whom has had one go at each activity."""

    database: Database
    attempts: dict[tuple[int, int], Attempt]
    """By column and learner; as values, of no session."""
    expected: dict[tuple[str, str], float] = field(default_factory=dict)
    """What the gradebook has to show in the end: the last score that was put in."""

    @classmethod
    def laid(
        cls, database: Database, stub: Stub, *, columns: int, learners: int, family: str = "default"
    ) -> Self:
        """Put the course in an empty database whose platform is the stub."""
        with database.transaction() as session:
            links = _course(session, stub, columns, family)
            common = {"tenant_id": links[0].tenant_id}
            people = _added(
                session,
                Person,
                [
                    {**common, "subject": subject_of(number), "seen_at": _now()}
                    for number in range(learners)
                ],
            )
            version = _only(session, ActivityVersion(**_versioned()))
            rows = [
                {
                    **common,
                    "person_id": person,
                    "context_id": link.context_id,
                    "resource_link_id": link.id,
                    "activity_version_id": version.id,
                    "activity_code": _CODE,
                    "number": 1,
                    "state": "complete",
                    "responses": {},
                    "started_at": _now(),
                }
                for link in links
                for person in people
            ]
            ids = _added(session, Attempt, rows)
        made = [Attempt(id=one, **row) for one, row in zip(ids, rows, strict=True)]
        places = [(column, learner) for column in range(columns) for learner in range(learners)]
        return cls(database=database, attempts=dict(zip(places, made, strict=True)))

    def put(self, dues: Sequence[Due], *, together: int = 1) -> None:
        """Put scores in the outbox, so many in one transaction."""
        for begins in range(0, len(dues), together):
            some = dues[begins : begins + together]
            with self.database.transaction() as session:
                for due in some:
                    self._add(session, due)
            self.expected |= {due.key: due.given for due in some}

    def _add(self, session: Session, due: Due) -> None:
        deliveries.add_due(
            session,
            self.attempts[due.column, due.learner],
            ScoreDue(
                given=Decimal(due.given),
                maximum=Decimal(POSSIBLE),
                activity_progress=ActivityProgress.COMPLETED,
                grading_progress=GradingProgress.FULLY_GRADED,
                comment=f"Passed: {due.given} of {POSSIBLE} answers right.",
            ),
            scope=SCORE_SCOPE,
            now=_now(),
        )

    def left(self) -> int:
        """How many scores are still on their way."""
        with self.database.reading() as session:
            under_way = ScoreDelivery.state.in_(UNDER_WAY)
            found = session.scalar(select(func.count()).select_from(ScoreDelivery).where(under_way))
            return found or 0

    def standing(self) -> Counter[str]:
        """How many scores of each state there are."""
        with self.database.reading() as session:
            counted = select(ScoreDelivery.state, func.count()).group_by(ScoreDelivery.state)
            return Counter({row[0]: row[1] for row in session.execute(counted)})


def differences(
    expected: dict[tuple[str, str], float], held: dict[tuple[str, str], float]
) -> tuple[int, int]:
    """How many scores are missing in a gradebook, and how many are wrong there."""
    missing = [key for key in expected if key not in held]
    wrong = [key for key, given in held.items() if expected.get(key) != given]
    return len(missing), len(wrong)


def _course(session: Session, stub: Stub, columns: int, family: str) -> list[ResourceLink]:
    """Add the course; gives a placement for each column."""
    tenant = _only(session, Tenant(name="Measured", created_at=_now()))
    registration = _only(session, _registration(stub, family))
    known = {"tenant_id": tenant.id, "registration_id": registration.id}
    deployment = _only(session, Deployment(deployment_id="1", created_at=_now(), **known))
    there = {"tenant_id": tenant.id, "deployment_id": deployment.id}
    context = _only(session, Context(kind="course", external_id="1", title="Course", **there))
    links = [
        ResourceLink(context_id=context.id, external_id=str(n), title=f"{n}", **there)
        for n in range(columns)
    ]
    session.add_all(links)
    session.flush()
    scopes = [SCORE_SCOPE, RESULT_SCOPE]
    session.add_all(
        LineItem(resource_link_id=link.id, url=stub.column_url(number), scopes=scopes, **known)
        for number, link in enumerate(links)
    )
    return links


def _registration(stub: Stub, family: str) -> Registration:
    return Registration(
        issuer=stub.url,
        client_id="tool",
        name="Measured",
        family=family,
        auth_login_url=f"{stub.url}/login",
        auth_token_url=stub.token_url,
        jwks_url=f"{stub.url}/keys",
        frame_origins=[],
        created_at=_now(),
    )


def _versioned() -> dict[str, Any]:
    return {"code": _CODE, "version": 1, "title": "Measured", "document": "", "loaded_at": _now()}


def _only(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _added(
    session: Session, table: type[Base], rows: Collection[dict[str, Any]]
) -> Collection[int]:
    """Add many rows at once; gives their ids in the same order."""
    ids = insert(table).returning(table.__table__.c.id, sort_by_parameter_order=True)
    return session.scalars(ids, [*rows]).all()


def _now() -> datetime:
    return datetime.now(UTC)
