"""Two customers whose platforms use the same ids: no finder mixes them up."""

from typing import Any

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.evidence import ItemTie, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.store import (
    attempts,
    evidence,
    launches,
    registrations,
    score_log,
    score_statuses,
)
from lti_tool.store.score_log import ScoresSought
from lti_tool.store.tables import Evidence
from tests.store.rows import CODE, NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.scores import add

TIE = ItemTie(code="gone", use=Use.FILED, state=MappingState.PROPOSED)


@pytest.fixture
def one(database: Database) -> World:
    return a_world(database, "one")


@pytest.fixture
def two(database: Database) -> World:
    return a_world(database, "two")


@pytest.fixture
def attempt_id(database: Database, one: World) -> int:
    """An attempt of the first tenant's learner, with its evidence and score."""
    with database.transaction() as session:
        attempt = an_attempt(session, one)
        add(session, a_delivery(one, attempt))
        kept = Evidence(
            tenant_id=one.tenant.id,
            person_id=one.person.id,
            context_id=one.context.id,
            attempt_id=attempt.id,
            sort="activity",
            title="Small",
            written={},
            happened_on=NOW.date(),
            audience="submitted",
            revision=0,
            created_at=NOW,
            changed_at=NOW,
        )
        evidence.add(session, kept, [TIE], {})
        return attempt.id


def owner(world: World, **given: Any) -> dict[str, Any]:
    return {"tenant_id": world.tenant.id, "person_id": world.person.id, **given}


def test_the_same_person_id_at_two_tenants_is_two_people(one: World, two: World) -> None:
    assert one.person.subject == two.person.subject
    assert one.person.id != two.person.id
    assert one.context.id != two.context.id
    assert one.link.id != two.link.id


def test_an_attempt_is_found_by_nobody_but_its_learner(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    mei = another_learner(database, one, "5")
    own = owner(one, resource_link_id=one.link.id)
    strangers = [
        {**own, "tenant_id": two.tenant.id},
        {**own, "person_id": two.person.id},
        {**own, "person_id": mei.id},
        {**own, "resource_link_id": two.link.id},
        {**own, "resource_link_id": None},
        owner(two, resource_link_id=two.link.id),
    ]
    with database.reading() as session:
        assert attempts.find(session, attempt_id, **own) is not None
        for stranger in strangers:
            assert attempts.find(session, attempt_id, **stranger) is None


def test_attempts_are_listed_for_nobody_but_their_learner(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    own = owner(one, resource_link_id=one.link.id, activity_code=CODE)
    strangers = [
        {**own, "tenant_id": two.tenant.id},
        {**own, "person_id": two.person.id},
        {**own, "resource_link_id": two.link.id},
        {**own, "activity_code": "other"},
    ]
    with database.reading() as session:
        found = attempts.list_of_person(session, **own)
        assert [row.id for row in found] == [attempt_id]
        for stranger in strangers:
            assert not attempts.list_of_person(session, **stranger)


def test_where_a_score_stands_is_told_to_nobody_but_its_learner(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    own = owner(one)
    with database.reading() as session:
        assert score_statuses.find(session, attempt_id, **own) is not None
        for other in ("tenant_id", "person_id"):
            stranger = {**own, other: owner(two)[other]}
            assert score_statuses.find(session, attempt_id, **stranger) is None
        assert score_statuses.find(session, attempt_id, **owner(two)) is None


def test_evidence_is_found_by_nobody_but_its_learner(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    own = owner(one)
    with database.reading() as session:
        assert evidence.find_of_attempt(session, attempt_id, **own) is not None
        for other in ("tenant_id", "person_id"):
            stranger = {**own, other: owner(two)[other]}
            assert evidence.find_of_attempt(session, attempt_id, **stranger) is None


def test_the_scores_of_a_course_are_listed_within_its_tenant(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    with database.reading() as session:
        own = {"tenant_id": one.tenant.id, "context_id": one.context.id}
        everything = ScoresSought(**own)
        (found,) = score_log.list_found(session, everything, most=9, skip=0)
        assert found.delivery.attempt_id == attempt_id
        assert score_log.find(session, found.delivery.id, **own) is not None
        for tenant, context in ((one, two), (two, one), (two, two)):
            here = {"tenant_id": tenant.tenant.id, "context_id": context.context.id}
            assert not score_log.list_found(session, ScoresSought(**here), most=9, skip=0)
            assert score_log.find(session, found.delivery.id, **here) is None


def test_enrolments_and_columns_are_found_within_their_tenant(
    database: Database, one: World, two: World
) -> None:
    with database.reading() as session:
        own = owner(one, context_id=one.context.id)
        assert launches.find_enrolment(session, **own) is not None
        stranger = {**own, "tenant_id": two.tenant.id}
        assert launches.find_enrolment(session, **stranger) is None
        column = {"tenant_id": one.tenant.id, "resource_link_id": one.link.id}
        assert launches.find_line_item(session, **column) is not None
        stranger = {**column, "tenant_id": two.tenant.id}
        assert launches.find_line_item(session, **stranger) is None


def test_a_new_score_supersedes_nothing_of_another_tenant(
    database: Database, one: World, two: World, attempt_id: int
) -> None:
    with database.transaction() as session:
        add(session, a_delivery(two, an_attempt(session, two)))
    with database.reading() as session:
        status = score_statuses.find(session, attempt_id, **owner(one))
        assert status is not None
        assert status.state == "waiting"


def test_a_registration_is_found_by_its_issuer_and_client_byte_for_byte(
    database: Database, one: World, two: World
) -> None:
    with database.reading() as session:
        found = registrations.find(session, "https://one.example", "tool")
        assert found is not None
        assert found.id == one.registration.id
        for issuer, client in (
            ("https://one.example/", "tool"),
            ("https://ONE.example", "tool"),
            ("https://one.example", "Tool"),
            ("https://one.example", "tool "),
        ):
            assert registrations.find(session, issuer, client) is None
        listed = registrations.list_of_issuer(session, "https://two.example")
        assert [row.id for row in listed] == [two.registration.id]
        assert [row.id for row in registrations.list_all(session)] == [
            one.registration.id,
            two.registration.id,
        ]


def test_a_deployment_is_found_within_its_registration(
    database: Database, one: World, two: World
) -> None:
    with database.reading() as session:
        for world in (one, two):
            found = registrations.find_deployment(session, world.registration.id, "1")
            assert found is not None
            assert (found.id, found.tenant_id) == (world.deployment.id, world.tenant.id)
        assert registrations.find_deployment(session, one.registration.id, "2") is None
        (tenant,) = registrations.list_tenants(session, two.registration)
        assert (tenant.id, tenant.name) == (two.tenant.id, "two")
        assert registrations.get(session, one.registration.id).name == "one"
