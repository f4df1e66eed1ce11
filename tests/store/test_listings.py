"""Listings: what a search for activities finds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.activities import Activity, Kind
from lti_tool.learning.listings import Wanted
from lti_tool.store import frameworks, listings
from lti_tool.store.tables import ActivityVersion
from tests.learning.sound import ACTIVITY, FRAMEWORK
from tests.store.rows import NOW

TEA = replace(
    ACTIVITY, code="tea", title="Tea and 100% sympathy", summary="Listening", filed=("D1",)
)
WALK = replace(
    ACTIVITY,
    code="walk",
    title="A walk with Ward_9",
    kind=Kind.EXPERIENCED,
    minutes=90,
    filed=("D1", "D2"),
    professions=("Nursing",),
)
GONE = replace(ACTIVITY, code="gone", title="Tea, retired", is_retired=True)


def list_them(database: Database, *activities: Activity) -> None:
    with database.transaction() as session:
        for activity in activities:
            version = ActivityVersion(
                code=activity.code,
                version=activity.version,
                title=activity.title,
                document=activity.code,
                loaded_at=NOW,
            )
            session.add(version)
            session.flush()
            listings.record(session, version, activity, FRAMEWORK)


@pytest.fixture
def listed(database: Database) -> Iterator[Database]:
    with database.transaction() as session:
        frameworks.record(session, frameworks.Filing(framework=FRAMEWORK, document="x"), now=NOW)
    list_them(database, TEA, WALK, GONE)
    return database


def found(database: Database, **wanted: Any) -> list[str]:
    with database.reading() as session:
        page = listings.search(session, Wanted(**wanted), most=20)
        assert page.total == len(page.listings)
        return [one.code for one in page.listings]


def test_all_that_can_be_begun_are_found_by_title_in_the_order_of_the_alphabet(
    listed: Database,
) -> None:
    assert found(listed) == ["walk", "tea"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("SYMPATHY tea", ["tea"]),
        ("listen", ["tea"]),
        ("nursing", ["walk"]),
        ("statement d2", ["walk"]),
        ("100%", ["tea"]),
        ("1%0", []),
        ("ward_9", ["walk"]),
        ("ward?9", []),
        ("   ", ["walk", "tea"]),
        ("tea walk", []),
        ("\\", []),
    ],
)
def test_every_word_has_to_be_found_as_it_is_written(
    listed: Database, words: str, codes: list[str]
) -> None:
    assert found(listed, words=words) == codes


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"items": ("D2",)}, ["walk"]),
        ({"items": ("D1", "D2")}, ["walk"]),
        ({"items": ("D9",)}, []),
        ({"kind": Kind.EXPERIENCED}, ["walk"]),
        ({"longest": 60}, ["tea"]),
        ({"framework": "sample"}, ["walk", "tea"]),
        ({"framework": "other"}, []),
    ],
)
def test_what_is_wanted_has_to_fit_in_everything(
    listed: Database, wanted: dict[str, Any], codes: list[str]
) -> None:
    assert found(listed, **wanted) == codes


def test_a_page_says_how_many_there_are_in_all(listed: Database) -> None:
    with listed.reading() as session:
        page = listings.search(session, Wanted(), most=1, skip=1)
    assert ([one.code for one in page.listings], page.total) == (["tea"], 2)


def test_a_newer_version_is_listed_in_place_of_the_older(listed: Database) -> None:
    list_them(listed, replace(TEA, version=2, title="Coffee and time", filed=("D2",)))
    assert found(listed, words="sympathy") == []
    assert found(listed, items=("D2",)) == ["walk", "tea"]
    with listed.reading() as session:
        assert listings.find_all(session, ["tea"])["tea"].filed == ("D2",)


def test_a_retired_activity_is_still_known_by_its_code(listed: Database) -> None:
    with listed.reading() as session:
        known = listings.find_all(session, ["gone", "never"])
    assert [one.is_retired for one in known.values()] == [True]


def test_some_are_found_for_each_of_several_items_at_once(listed: Database) -> None:
    with listed.transaction() as session:
        other = replace(FRAMEWORK, code="other", identifier="o", items=())
        frameworks.record(session, frameworks.Filing(framework=other, document="x"), now=NOW)
    list_them(listed, replace(TEA, code="cake", framework="other"))
    with listed.reading() as session:
        wanted = {"sample": ["D1", "D2", "D9"], "other": ["D1"]}
        each = listings.first_of_each(session, wanted, most=1)
        nothing = listings.first_of_each(session, {}, most=1)

    assert {key: [one.code for one in some.listings] for key, some in each.items()} == {
        ("sample", "D1"): ["walk"],
        ("sample", "D2"): ["walk"],
        ("other", "D1"): ["cake"],
    }
    assert each["sample", "D1"].total == 2  # what was retired fills no gap
    assert nothing == {}


def test_an_activity_whose_framework_is_not_there_is_not_found(listed: Database) -> None:
    list_them(listed, replace(TEA, code="stray", framework="elsewhere"))
    assert found(listed) == ["walk", "tea"]
