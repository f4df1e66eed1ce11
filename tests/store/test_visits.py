from datetime import timedelta

from lti_tool.app.database import Database
from lti_tool.store import launches, visits
from lti_tool.store.tables import Deployment, Enrolment, Person, Registration, ResourceLink, Visit
from tests.store.rows import CODE, NOW, a_listing, a_visit, a_world

LASTS = timedelta(hours=12)
TICK = timedelta(seconds=1)


def test_a_visit_is_found_with_all_that_its_pages_need_until_it_ends(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        visits.add(session, a_visit(world), now=NOW)
    with database.reading() as session:
        found = visits.find(session, "visit", now=NOW + LASTS)
        assert found is not None
        visit, person, context, registration, enrolment, link, *retired = found
        assert (visit.id, person.id, context.id) == ("visit", world.person.id, world.context.id)
        assert registration.id == world.registration.id
        assert enrolment.roles == ["learner"]
        assert link is not None
        assert link.id == world.link.id
        assert retired == [None, None]  # the library knows neither activity
        assert visits.find(session, "visit", now=NOW + LASTS + TICK) is None
        assert visits.find(session, "other", now=NOW) is None


def test_a_visit_from_the_course_itself_has_no_placement(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        visits.add(session, a_visit(world, resource_link_id=None), now=NOW)
    with database.reading() as session:
        found = visits.find(session, "visit", now=NOW)
        assert found is not None
        assert found[5] is None


def test_a_visit_knows_whether_the_activities_of_its_link_are_retired(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        session.add_all([a_listing(world, CODE, is_retired=True), a_listing(world, "other")])
        visits.add(session, a_visit(world), now=NOW)
        session.get_one(ResourceLink, world.link.id).relinked_code = "other"
    with database.reading() as session:
        found = visits.find(session, "visit", now=NOW)
        assert found is not None
        assert found[6:] == (True, False)


def test_a_visit_is_not_found_once_its_deployment_belongs_to_another_tenant(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        visits.add(session, a_visit(world), now=NOW)
    with database.transaction() as session:
        session.get_one(Deployment, world.deployment.id).tenant_id = other.tenant.id
    with database.reading() as session:
        assert visits.find(session, "visit", now=NOW) is None


def test_a_visit_in_use_lasts_longer(database: Database) -> None:
    world = a_world(database)
    later = NOW + timedelta(hours=6)
    with database.transaction() as session:
        visits.add(session, a_visit(world), now=NOW)
        visits.prolong(session, "visit", used_at=later, ends_at=later + LASTS)
        visits.prolong(session, "gone", used_at=later, ends_at=later + LASTS)
    with database.reading() as session:
        found = visits.find(session, "visit", now=later + LASTS)
        assert found is not None
        assert found[0].used_at == later


def test_visits_that_ended_are_forgotten_when_another_begins(database: Database) -> None:
    world = a_world(database)
    later = NOW + LASTS + TICK
    with database.transaction() as session:
        visits.add(session, a_visit(world, "old"), now=NOW)
    with database.transaction() as session:
        visits.add(session, a_visit(world, "new", ends_at=later + LASTS), now=later)
    with database.reading() as session:
        assert [row.id for row in session.query(Visit)] == ["new"]


def test_a_platform_is_answered_only_from_a_visit_of_its_own_tenant(database: Database) -> None:
    world, other = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        visits.add(session, a_visit(world, deep_linking={"data": "x"}), now=NOW)
    with database.reading() as session:
        tenant, stranger = world.tenant.id, other.tenant.id
        found = visits.find_with_deployment(session, "visit", tenant_id=tenant)
        assert found is not None
        assert found[0].deep_linking == {"data": "x"}
        assert (found[1].id, found[2].id) == (world.deployment.id, world.registration.id)
        assert visits.find_with_deployment(session, "visit", tenant_id=stranger) is None


def test_a_way_back_of_any_length_that_a_launch_may_bring_is_kept(database: Database) -> None:
    world = a_world(database)
    way = "https://one.example/" + "x" * 9_900
    with database.transaction() as session:
        visits.add(session, a_visit(world, return_url=way), now=NOW)
    with database.reading() as session:
        found = visits.find(session, "visit", now=NOW)
        assert found is not None
        assert found[0].return_url == way


def test_a_visit_has_ended_once_its_platform_or_deployment_is_retired(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        visits.add(session, a_visit(world), now=NOW)
    for table, row_id in ((Registration, world.registration.id), (Deployment, world.deployment.id)):
        for at, is_found in ((NOW, False), (None, True)):
            with database.transaction() as session:
                session.get_one(table, row_id).retired_at = at
            with database.reading() as session:
                assert (visits.find(session, "visit", now=NOW) is not None) is is_found


def test_whoever_was_nobody_outside_of_a_visit_goes_with_it(database: Database) -> None:
    world = a_world(database)
    later = NOW + LASTS + TICK
    with database.transaction() as session:
        for name, ends_at in (("over", NOW), ("open", later)):
            person = launches.record_person(session, world.tenant.id, name, name=None, now=NOW)
            person.is_anonymous = True
            launches.record_enrolment(session, person, world.context, roles=[], now=NOW)
            session.add(a_visit(world, name, person_id=person.id, ends_at=ends_at))
        session.add(a_visit(world, "named", ends_at=NOW))
    with database.transaction() as session:
        visits.forget_ended(session, now=NOW + TICK)
    with database.reading() as session:
        assert {row.subject for row in session.query(Person)} == {"4", "open"}
        assert session.query(Enrolment).count() == 2
        assert [row.id for row in session.query(Visit)] == ["open"]


def test_many_who_were_nobody_go_at_once(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        for number in range(1001):
            person = Person(
                tenant_id=world.tenant.id, subject=f"n{number}", seen_at=NOW, is_anonymous=True
            )
            session.add(person)
            session.flush()
            session.add(a_visit(world, f"n{number}", person_id=person.id, ends_at=NOW))
    with database.transaction() as session:
        visits.forget_ended(session, now=NOW + TICK)
    with database.reading() as session:
        assert [row.subject for row in session.query(Person)] == ["4"]
