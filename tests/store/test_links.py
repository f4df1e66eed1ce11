"""Links of a course, and those they were copied from, within one customer."""

from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.store import choices, contexts, launches, links
from lti_tool.store.tables import Context, ContextActivity, ResourceLink
from tests.store.rows import CODE, NOW, World, a_world, an_attempt


def place_of(world: World) -> launches.Place:
    return launches.Place(tenant_id=world.tenant.id, deployment=world.deployment)


def a_context(session: Session, world: World, key: str) -> Context:
    return launches.record_context(
        session, place_of(world), kind="course", external_id=key, title=key
    )


def a_link(session: Session, world: World, context: Context, key: str) -> ResourceLink:
    return launches.record_resource_link(
        session, place_of(world), context, external_id=key, title=key, activity_code=CODE
    )


def mark(world: World, context: Context, code: str) -> ContextActivity:
    return ContextActivity(
        tenant_id=world.tenant.id, context_id=context.id, activity_code=code, chosen_at=NOW
    )


def test_a_link_is_found_only_in_its_course_and_tenant(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    own = {"tenant_id": one.tenant.id, "context_id": one.context.id}
    with database.reading() as session:
        assert links.find(session, one.link.id, **own) is not None
        assert links.find(session, two.link.id, **own) is None
        for name, other in (("tenant_id", two.tenant.id), ("context_id", two.context.id)):
            assert links.find(session, one.link.id, **{**own, name: other}) is None


def test_the_links_of_a_course_say_whether_they_have_a_column(database: Database) -> None:
    one = a_world(database)
    a_world(database, "two")
    own = {"tenant_id": one.tenant.id, "context_id": one.context.id}
    with database.transaction() as session:
        without = a_link(session, one, one.context, "8")
        ended = a_link(session, one, one.context, "9")
        launches.record_line_item(session, place_of(one), ended, url="https://x", scopes=["score"])
        launches.end_line_item(session, place_of(one), ended)
    with database.reading() as session:
        found = [
            (link.id, has_column) for link, has_column in links.list_of_context(session, **own)
        ]
    assert found == [(one.link.id, True), (without.id, False), (ended.id, False)]


def test_what_somebody_has_begun_is_told_within_one_placement(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    own = {
        "tenant_id": one.tenant.id,
        "person_id": one.person.id,
        "resource_link_id": one.link.id,
    }
    with database.transaction() as session:
        an_attempt(session, one)
        an_attempt(session, one, number=2, state="in_progress")
    with database.reading() as session:
        found = links.begun_at(session, [CODE, "other"], **own)
        assert sorted(found) == [(CODE, "complete"), (CODE, "in_progress")]
        assert links.begun_at(session, ["other"], **own) == []
        strangers = {
            "tenant_id": two.tenant.id,
            "person_id": two.person.id,
            "resource_link_id": two.link.id,
        }
        for name, other in strangers.items():
            assert links.begun_at(session, [CODE], **{**own, name: other}) == []


def test_learners_are_counted_once_for_each_link_and_when_they_have_submitted(
    database: Database,
) -> None:
    one = a_world(database)
    own = {"tenant_id": one.tenant.id, "context_id": one.context.id}
    with database.transaction() as session:
        an_attempt(session, one, submitted_at=NOW)
        an_attempt(session, one, number=2, submitted_at=NOW)
        mei = launches.record_person(session, one.tenant.id, "5", name=None, now=NOW)
        an_attempt(session, one, person_id=mei.id, state="in_progress")
        an_attempt(
            session,
            one,
            number=3,
            resource_link_id=None,
            context_id=None,
            submitted_at=NOW,
        )
    with database.reading() as session:
        assert contexts.count_learners(session, **own) == {one.link.id: 1}
        assert contexts.count_learners(session, **{**own, "tenant_id": 99}) == {}


def test_the_newest_of_the_known_origins_is_found_and_none_of_another_platform(
    database: Database,
) -> None:
    one, two = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        newer = a_link(session, one, a_context(session, one, "3"), "8")
        a_link(session, two, two.context, "only-there")
    with database.reading() as session:
        for history, expected in (
            (["8", "7"], newer.id),
            (["7", "8"], one.link.id),
            (["unknown", "7"], one.link.id),
        ):
            found = links.find_copied(session, place_of(one), history)
            assert found is not None
            assert found.id == expected
        assert links.find_copied(session, place_of(one), ["only-there"]) is None
        assert links.find_copied(session, place_of(one), []) is None


def test_what_was_picked_is_carried_once_and_beside_what_is_there(database: Database) -> None:
    one = a_world(database)
    with database.transaction() as session:
        target = a_context(session, one, "3")
        session.add_all(mark(one, one.context, code) for code in ("a", "b"))
        session.add(mark(one, target, "b"))
    for _ in range(2):
        with database.transaction() as session:
            source = session.get_one(Context, one.context.id)
            links.carry_chosen(session, source, target)
    with database.reading() as session:
        own = {"tenant_id": one.tenant.id, "context_id": target.id}
        assert links.list_chosen(session, **own) == ["b", "a"]
        assert choices.known(session, **own).sent == {"b": NOW, "a": None}


def test_a_course_in_place_of_a_course_is_no_origin(database: Database) -> None:
    """Where a launch names no course, its link stands in, which may have a course's number."""
    one = a_world(database)
    with database.transaction() as session:
        launches.record_context(
            session, place_of(one), kind="resource_link", external_id="5", title=None
        )
    with database.reading() as session:
        found = links.find_copied_contexts(session, place_of(one), ["5", "2"])
        assert [context.id for context in found] == [one.context.id]
