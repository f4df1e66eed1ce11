"""Rows to begin with: a tenant with a course, a learner in it and a column for their scores."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.store import launches, registrations
from lti_tool.store.tables import (
    ActivityListing,
    ActivityVersion,
    Attempt,
    Context,
    Deployment,
    LineItem,
    PendingLogin,
    Person,
    Registration,
    ResourceLink,
    ScoreDelivery,
    Tenant,
    Visit,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CODE = "small"


@dataclass(frozen=True, kw_only=True)
class World:
    """One customer with one course, one placement and one learner; detached rows, to read."""

    tenant: Tenant
    registration: Registration
    deployment: Deployment
    context: Context
    person: Person
    link: ResourceLink
    line_item: LineItem
    version: ActivityVersion

    @property
    def place(self) -> launches.Place:
        return launches.Place(tenant_id=self.tenant.id, deployment=self.deployment)


def a_registration(session: Session, name: str = "one", **given: Any) -> Registration:
    values = {
        "issuer": f"https://{name}.example",
        "client_id": "tool",
        "name": name,
        "family": None,
        "auth_login_url": f"https://{name}.example/login",
        "auth_token_url": f"https://{name}.example/token",
        "auth_audience": None,
        "jwks_url": f"https://{name}.example/keys",
        "frame_origins": [f"https://{name}.example"],
        "created_at": NOW,
    }
    row = Registration(**{**values, **given})
    session.add(row)
    session.flush()
    return row


def a_version(session: Session, code: str = CODE, number: int = 1, **given: Any) -> ActivityVersion:
    values = {"title": code.title(), "document": f"{code} {number}", "loaded_at": NOW}
    row = ActivityVersion(code=code, version=number, **{**values, **given})
    session.add(row)
    session.flush()
    return row


def a_world(database: Database, name: str = "one", subject: str = "4") -> World:
    """Make a whole customer; two of them share nothing, but for the same ids at their platforms."""
    with database.transaction() as session:
        version = session.query(ActivityVersion).filter_by(code=CODE).first()
        tenant = registrations.add_tenant(session, name, NOW)
        registration = a_registration(session, name)
        deployment = registrations.add_deployment(registration, "1", tenant=tenant, now=NOW)
        session.flush()
        place = launches.Place(tenant_id=tenant.id, deployment=deployment)
        person = launches.record_person(session, tenant.id, subject, name="Sam", now=NOW)
        context = launches.record_context(
            session, place, kind="course", external_id="2", title="Course"
        )
        link = launches.record_resource_link(
            session, place, context, external_id="7", title="Small", activity_code=CODE
        )
        line_item = launches.record_line_item(
            session, place, link, url=f"https://{name}.example/7", scopes=["score"]
        )
        launches.record_enrolment(session, person, context, roles=["learner"], now=NOW)
        return World(
            tenant=tenant,
            registration=registration,
            deployment=deployment,
            context=context,
            person=person,
            link=link,
            line_item=line_item,
            version=version or a_version(session),
        )


def another_learner(database: Database, world: World, subject: str) -> Person:
    with database.transaction() as session:
        return launches.record_person(session, world.tenant.id, subject, name=None, now=NOW)


def an_attempt(session: Session, world: World, number: int = 1, **given: Any) -> Attempt:
    values = {
        "tenant_id": world.tenant.id,
        "person_id": world.person.id,
        "context_id": world.context.id,
        "resource_link_id": world.link.id,
        "activity_version_id": world.version.id,
        "activity_code": CODE,
        "number": number,
        "state": "complete",
        "responses": {"chosen": {}, "read": []},
        "started_at": NOW,
    }
    row = Attempt(**{**values, **given})
    session.add(row)
    session.flush()
    return row


def a_delivery(world: World, attempt: Attempt, **given: Any) -> ScoreDelivery:
    values = {
        "tenant_id": world.tenant.id,
        "registration_id": world.line_item.registration_id,
        "person_id": attempt.person_id,
        "line_item_id": world.line_item.id,
        "attempt_id": attempt.id,
        "given": Decimal(2),
        "maximum": Decimal(8),
        "activity_progress": "Completed",
        "grading_progress": "FullyGraded",
        "state": "waiting",
        "tries": 0,
        "created_at": NOW,
        "changed_at": NOW,
        "due_at": NOW,
    }
    return ScoreDelivery(**{**values, **given})


def a_visit(world: World, key: str = "visit", **given: Any) -> Visit:
    values = {
        "tenant_id": world.tenant.id,
        "deployment_id": world.deployment.id,
        "person_id": world.person.id,
        "context_id": world.context.id,
        "resource_link_id": world.link.id,
        "message_type": "LtiResourceLinkRequest",
        "opened_at": NOW,
        "used_at": NOW,
        "ends_at": NOW + timedelta(hours=12),
    }
    return Visit(id=key, **{**values, **given})


def a_listing(world: World, code: str, **given: Any) -> ActivityListing:
    values = {
        "activity_version_id": world.version.id,
        "framework_code": "small",
        "title": code.title(),
        "summary": "In short.",
        "searched": code,
        "kind": "delivered",
        "scoring": "completion",
        "minutes": 20,
        "points": 1,
        "needs_review": False,
        "is_retired": False,
    }
    return ActivityListing(activity_code=code, **{**values, **given})


def a_login(registration: Registration, key: str = "state", **given: Any) -> PendingLogin:
    values = {"nonce": "nonce", "proof_hash": "proof", "ends_at": NOW + timedelta(minutes=10)}
    return PendingLogin(state_hash=key, registration_id=registration.id, **{**values, **given})
