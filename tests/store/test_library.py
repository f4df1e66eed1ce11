from dataclasses import replace

import pytest
from sqlalchemy import select

from lti_tool.app.database import Database
from lti_tool.learning.evidence import ItemTie, MappingState
from lti_tool.learning.frameworks import Framework as FrameworkValue
from lti_tool.learning.frameworks import Use
from lti_tool.store import activities, evidence, frameworks
from lti_tool.store.tables import Evidence, FrameworkAssociation, FrameworkItem
from tests.learning.sound import FRAMEWORK
from tests.store.rows import NOW, a_version, a_world, an_attempt


def record(database: Database, value: FrameworkValue) -> int:
    with database.transaction() as session:
        filing = frameworks.Filing(framework=value, document=f"{value.code} {value.version}")
        return frameworks.record(session, filing, now=NOW).id


def items(database: Database) -> dict[str, tuple[int, bool]]:
    with database.reading() as session:
        rows = session.scalars(select(FrameworkItem))
        return {row.code: (row.id, row.is_current) for row in rows}


def without(value: FrameworkValue, code: str) -> FrameworkValue:
    return replace(value, items=tuple(item for item in value.items if item.code != code))


def ids(database: Database, *codes: str) -> dict[str, int]:
    with database.reading() as session:
        return frameworks.item_ids(session, "sample", codes)


def test_a_framework_is_kept_with_its_items_and_how_they_belong_together(
    database: Database,
) -> None:
    record(database, FRAMEWORK)
    with database.reading() as session:
        kept = frameworks.find(session, "sample")
        assert kept is not None
        assert (kept.title, kept.document) == ("Sample", "sample 1")
        assert frameworks.find(session, "other") is None
        assert [row.code for row in frameworks.list_all(session)] == ["sample"]
        found = items_by_id = {row.id: row.code for row in session.scalars(select(FrameworkItem))}
        assert sorted(found.values()) == ["D1", "D2", "O1", "T1"]
        ties = session.scalars(select(FrameworkAssociation)).all()
        assert [(items_by_id[tie.origin_id], items_by_id[tie.destination_id]) for tie in ties] == [
            ("O1", "D1")
        ]


def test_recording_a_framework_again_changes_no_id(database: Database) -> None:
    first = record(database, FRAMEWORK)
    before = items(database)
    assert record(database, replace(FRAMEWORK, version="2")) == first
    assert items(database) == before


def test_an_item_that_is_gone_is_kept_for_the_evidence_that_points_at_it(
    database: Database,
) -> None:
    record(database, FRAMEWORK)
    before = items(database)
    record(database, without(FRAMEWORK, "T1"))
    assert items(database) == {**before, "T1": (before["T1"][0], False)}
    assert set(ids(database, "D1", "T1")) == {"D1"}
    record(database, FRAMEWORK)
    assert items(database) == before


def test_an_item_with_another_code_and_wording_is_the_same_by_its_identifier(
    database: Database,
) -> None:
    record(database, FRAMEWORK)
    before = items(database)["O1"][0]
    renamed = tuple(
        replace(item, code="O9", statement="Better") if item.code == "O1" else item
        for item in FRAMEWORK.items
    )
    record(database, replace(FRAMEWORK, items=renamed))
    assert items(database)["O9"] == (before, True)


def test_items_may_exchange_their_codes(database: Database) -> None:
    record(database, FRAMEWORK)
    before = items(database)
    swap = {"D1": "D2", "D2": "D1"}
    swapped = tuple(
        replace(item, code=swap.get(item.code, item.code), parent=None) for item in FRAMEWORK.items
    )
    record(database, replace(FRAMEWORK, items=swapped))
    after = items(database)
    assert (after["D1"], after["D2"]) == (before["D2"], before["D1"])


def test_a_code_may_pass_to_a_new_item_when_the_old_one_is_gone(database: Database) -> None:
    record(database, FRAMEWORK)
    before = items(database)["T1"][0]
    heir = tuple(
        replace(item, identifier="00000000-0000-4000-8000-000000000099")
        if item.code == "T1"
        else item
        for item in FRAMEWORK.items
    )
    record(database, replace(FRAMEWORK, items=heir))
    found = ids(database, "T1")
    assert found["T1"] != before


def test_items_are_found_within_their_framework(database: Database) -> None:
    record(database, FRAMEWORK)
    with database.reading() as session:
        assert frameworks.item_ids(session, "other", ["D1"]) == {}
        assert frameworks.item_ids(session, "sample", []) == {}


def test_evidence_is_tied_to_current_items_and_to_no_other(database: Database) -> None:
    world = a_world(database)
    record(database, FRAMEWORK)
    known = ids(database, "D1", "O1")
    ties = [
        ItemTie(code=code, use=use, state=MappingState.RECOGNISED)
        for code, use in (("D1", Use.FILED), ("O1", Use.MAPPED), ("O7", Use.MAPPED))
    ]
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}
    with database.transaction() as session:
        attempt = an_attempt(session, world)
        row = Evidence(
            **owner,
            context_id=world.context.id,
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
        evidence.add(session, row, ties, known)
    with database.reading() as session:
        found = evidence.find_of_attempt(session, attempt.id, **owner)
    assert found is not None
    assert [(tie.framework_item_id, tie.use, tie.state) for tie in found.mappings] == [
        (known["D1"], "filed", "recognised"),
        (known["O1"], "mapped", "recognised"),
    ]


def test_the_newest_version_is_the_highest_and_not_the_latest_loaded(database: Database) -> None:
    with database.transaction() as session:
        for number in (2, 10, 9):
            a_version(session, "small", number)
        a_version(session, "another", 1)
    with database.reading() as session:
        newest = activities.find_newest(session, "small")
        assert newest is not None
        assert newest.version == 10
        assert activities.find_newest(session, "none") is None
        old = activities.find_version(session, "small", 9)
        assert old is not None
        assert old.document == "small 9"
        assert activities.find_version(session, "small", 1) is None
        listed = [(row.code, row.version) for row in activities.list_newest(session)]
        assert listed == [("another", 1), ("small", 10)]


@pytest.mark.parametrize("title", ["", "x" * 255])
def test_titles_are_kept_up_to_what_a_platform_takes(database: Database, title: str) -> None:
    with database.transaction() as session:
        a_version(session, "small", 1, title=title)
    with database.reading() as session:
        newest = activities.find_newest(session, "small")
        assert newest is not None
        assert newest.title == title


def test_the_same_items_may_be_in_two_frameworks(database: Database) -> None:
    record(database, FRAMEWORK)
    record(database, replace(FRAMEWORK, code="local", title="Local copy"))
    with database.reading() as session:
        assert set(frameworks.item_ids(session, "local", ["D1"])) == {"D1"}
        assert frameworks.item_ids(session, "local", ["D1"]) != (
            frameworks.item_ids(session, "sample", ["D1"])
        )
