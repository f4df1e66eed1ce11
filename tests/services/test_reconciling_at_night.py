"""Gradebooks compared at night: once for all workers, each column in turn, none for too long."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.pacing import FAILURES_TO_PAUSE
from lti_tool.lti.errors import RefusedError, TryAgainError
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import LineItemRef, Result
from lti_tool.services.reconciling import Reconciling
from lti_tool.services.reconciling.running import MOST_FAILURES
from lti_tool.store import launches, platform_paces
from lti_tool.store.tables import LineItem, Registration, ScoreCheck, ScoreDelivery
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt
from tests.store.threads import at_once

LATER = NOW + timedelta(hours=1)


class Platforms(ResultService):
    """Platforms that answer at once as a test says, and remember which columns were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failing: dict[str, Exception] = {}

    def of_column(
        self, registration: Agreement, line_item: LineItemRef, rules: FamilyRules
    ) -> dict[str, Result]:
        assert registration.id
        assert rules.family
        self.asked.append(line_item.url)
        for start, error in self.failing.items():
            if line_item.url.startswith(start):
                raise error
        return {}


@pytest.fixture
def platforms() -> Platforms:
    return Platforms()


Night = Callable[..., Reconciling]


@pytest.fixture
def night(database: Database, platforms: Platforms) -> Night:
    """What one of several workers has, so much later."""

    def at(**ahead: float) -> Reconciling:
        rules = FamilyRules(
            family="default", name="Any", clock_step=timedelta(seconds=1), whole_seconds=True
        )
        return Reconciling(
            transaction=database.transaction,
            reading=database.reading,
            clock=lambda: LATER + timedelta(**ahead),
            results=platforms,
            families={"default": rules},
        )

    return at


def go_on() -> bool:
    return False


def a_column(database: Database, world: World, number: int) -> str:
    """Another column of a course, that a score has arrived in; gives its address."""
    with database.transaction() as session:
        link = launches.record_resource_link(
            session,
            world.place,
            world.context,
            external_id=f"{number}",
            title="More",
            activity_code="small",
        )
        url = f"{world.registration.issuer}/{number}"
        column = launches.record_line_item(session, world.place, link, url=url, scopes=["score"])
        attempt = an_attempt(session, world, number, resource_link_id=link.id)
        row = a_delivery(world, attempt, state="delivered", line_item_id=column.id, tries=1)
        session.add(row)
    return url


def checked(database: Database) -> list[str]:
    """The addresses of the columns that were compared."""
    with database.reading() as session:
        rows = session.query(LineItem).filter(LineItem.checked_at.is_not(None))
        return sorted(row.url for row in rows)


def test_one_worker_compares_and_the_others_leave_it_to_them(
    database: Database, night: Night, platforms: Platforms
) -> None:
    url = a_column(database, a_world(database), 1)
    for minutes in (0, 1, 60, 120):
        night(minutes=minutes).reconcile_due(go_on)
    assert platforms.asked == [url]
    assert checked(database) == [url]
    with database.reading() as session:
        assert session.query(ScoreCheck).one().finding == "missing"

    night(hours=24).reconcile_due(go_on)
    assert platforms.asked == [url, url]


def test_what_the_operator_compared_today_is_not_compared_again(
    database: Database, night: Night, platforms: Platforms
) -> None:
    url = a_column(database, a_world(database), 1)
    night().reconcile()
    night(hours=19).reconcile_due(go_on)
    assert platforms.asked == [url]


def test_columns_that_nothing_arrived_in_for_long_are_left_to_the_operator(
    database: Database, night: Night, platforms: Platforms
) -> None:
    url = a_column(database, a_world(database), 1)
    night(days=91).reconcile_due(go_on)
    assert platforms.asked == []
    night(days=91).reconcile()
    assert platforms.asked == [url]


def test_columns_and_platforms_that_are_gone_are_not_asked_for(
    database: Database, night: Night, platforms: Platforms
) -> None:
    one, two = a_world(database), a_world(database, "two")
    ended = a_column(database, one, 1)
    a_column(database, two, 1)
    with database.transaction() as session:
        session.query(LineItem).filter_by(url=ended).one().is_ended = True
        session.get_one(Registration, two.registration.id).retired_at = NOW
    night().reconcile_due(go_on)
    assert platforms.asked == []


def test_a_worker_that_is_asked_to_stop_leaves_the_rest_to_the_next(
    database: Database, night: Night, platforms: Platforms
) -> None:
    world = a_world(database)
    urls = [a_column(database, world, number) for number in (1, 2, 3)]

    night().reconcile_due(lambda: bool(platforms.asked))
    assert platforms.asked == urls[:1]

    night(hours=1).reconcile_due(go_on)
    assert platforms.asked == urls


def test_a_platform_that_does_not_answer_is_left_after_some_columns_until_the_next_night(
    database: Database, night: Night, platforms: Platforms
) -> None:
    dead, well = a_world(database), a_world(database, "two")
    for number in range(1, MOST_FAILURES + 3):
        a_column(database, dead, number)
    url = a_column(database, well, 1)
    platforms.failing["https://one."] = TryAgainError("The platform did not answer in time.")

    night().reconcile_due(go_on)
    night(hours=1).reconcile_due(go_on)

    assert len(platforms.asked) == MOST_FAILURES + 1
    assert checked(database) == [url]
    platforms.failing.clear()
    night(days=1).reconcile_due(go_on)
    assert len(checked(database)) == MOST_FAILURES + 3


def test_a_platform_that_asks_for_a_pause_is_left_at_once(
    database: Database, night: Night, platforms: Platforms
) -> None:
    world = a_world(database)
    for number in (1, 2):
        a_column(database, world, number)
    platforms.failing["https://one."] = TryAgainError("Busy.", after=30)
    found = night().reconcile()
    assert len(platforms.asked) == 1
    assert [one.reason for one in found.not_compared] == [
        "Busy.",
        "Left out, since the platform did not answer for others.",
    ]


def test_a_column_that_is_refused_keeps_no_other_from_its_turn(
    database: Database, night: Night, platforms: Platforms
) -> None:
    world = a_world(database)
    urls = [a_column(database, world, number) for number in range(1, 6)]
    for url in urls[:4]:
        platforms.failing[url] = RefusedError("The platform refused it (404 Not Found).")
    night().reconcile_due(go_on)
    assert platforms.asked == urls
    assert checked(database) == urls[4:]


def test_a_platform_that_takes_no_scores_just_now_is_not_asked(
    database: Database, night: Night, platforms: Platforms
) -> None:
    world = a_world(database)
    a_column(database, world, 1)
    with database.transaction() as session:
        pace = platform_paces.hold(session, world.registration.id, now=LATER)
        paused = replace(pace, paused_until=LATER + timedelta(minutes=5))
        platform_paces.keep(session, world.registration.id, paused)
    night().reconcile_due(go_on)
    assert platforms.asked == []


def test_a_platform_that_takes_no_scores_of_a_column_is_asked_all_the_same(
    database: Database, night: Night, platforms: Platforms
) -> None:
    world = a_world(database)
    url = a_column(database, world, 1)
    with database.transaction() as session:
        pace = platform_paces.hold(session, world.registration.id, now=LATER)
        failing = replace(pace, failures=FAILURES_TO_PAUSE, columns=(1,))
        platform_paces.keep(session, world.registration.id, failing)
    night().reconcile_due(go_on)
    assert platforms.asked == [url]


def test_the_night_and_the_operator_at_the_same_moment_note_a_difference_once(
    database: Database, night: Night
) -> None:
    a_column(database, a_world(database), 1)
    at_once(*[lambda: night().reconcile().columns] * 3)
    with database.reading() as session:
        assert session.query(ScoreCheck).count() == 1


def test_each_tenant_has_its_own_findings(database: Database, night: Night) -> None:
    worlds = [a_world(database), a_world(database, "two")]
    for world in worlds:
        a_column(database, world, 1)
    night().reconcile_due(go_on)
    with database.reading() as session:
        rows = session.query(ScoreCheck.tenant_id, ScoreDelivery.tenant_id).join(
            ScoreDelivery, ScoreDelivery.id == ScoreCheck.delivery_id
        )
        assert sorted(tuple(row) for row in rows) == [(w.tenant.id, w.tenant.id) for w in worlds]
