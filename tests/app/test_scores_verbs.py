"""The verbs about scores, and what doctor says of those that do not arrive."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.app.database import Database
from lti_tool.store.tables import PlatformPace
from tests.app.conftest import Run
from tests.app.test_commands import assert_one_sentence
from tests.store.databases import open_at
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    opened = open_at(f"sqlite:///{home / 'tool.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    """A customer with three scores that have not arrived, and one that did."""
    world = a_world(database, "Trust")
    for number, state in enumerate(["delivered", "waiting", "refused", "given_up"]):
        person = another_learner(database, world, f"learner-{number}")
        reason = "Not gradable (403)." if state == "refused" else None
        with database.transaction() as session:
            attempt = an_attempt(session, world, person_id=person.id)
            session.add(a_delivery(world, attempt, state=state, reason=reason))
    return world


def pause(database: Database, world: World, *columns: int) -> None:
    with database.transaction() as session:
        session.add(
            PlatformPace(
                registration_id=world.registration.id,
                at_once=1,
                allowance=0,
                rate=0,
                strain=0,
                failures=9,
                columns=[*columns],
                paused_until=NOW,
                reason="The platform could not take it (503).",
                changed_at=NOW,
            )
        )


def test_the_backlog_is_summed_up_and_then_listed(
    ready: Run, database: Database, world: World
) -> None:
    pause(database, world)
    said = ready("scores", "backlog", "--limit", "2")
    summary, paused, blank, headings, *rows, more = said.out.splitlines()
    assert summary == (
        f"Trust (platform {world.registration.id}): 1 waiting, 1 refused, 1 given up. "
        "The oldest has been on its way since 2026-03-02 09:00:00 UTC."
    )
    assert paused == (
        "  It takes no scores. One score at a time is tried. "
        "The last try: The platform could not take it (503)."
    )
    assert blank == ""
    assert headings.split()[:3] == ["Id", "Platform", "State"]
    assert [row.split()[2] for row in rows] == ["waiting", "refused"]
    assert rows[1].endswith("  -                    7     Not gradable (403).")
    assert more.startswith("And 1 more:")


def test_the_operator_reads_which_columns_take_no_scores(
    ready: Run, database: Database, world: World
) -> None:
    pause(database, world, world.line_item.id)
    said = ready("scores", "backlog", "--limit", "0").out
    assert "  It takes no scores for link 7; others are not held up. One score at a " in said
    found = ready("doctor", "--no-platforms").out
    assert "Trust takes no scores for link 7 at the moment; they wait and are sent by " in found
    assert "themselves. Others are not held up. If it lasts, ask whoever teaches there " in found


def test_the_backlog_is_there_for_programs_too(ready: Run, world: World) -> None:
    found = json.loads(ready("scores", "backlog", "--json", "--state", "given_up").out)
    (platform,) = found["platforms"]
    assert (platform["id"], platform["counts"]["given_up"]) == (world.registration.id, 1)
    assert (platform["counts"]["waiting"], platform["oldest_since"]) == (0, None)
    assert [row["state"] for row in found["scores"]] == ["given_up"]
    assert found["more"] == 0
    assert "Sam" not in json.dumps(found)


@pytest.mark.usefixtures("world")
def test_only_what_is_asked_for_is_shown(ready: Run) -> None:
    assert ready("scores", "backlog", "--state", "sending").out.startswith("Nothing that fits")
    for verb in ("backlog", "resend"):
        said = ready("scores", verb, "--platform", "99")
        assert_one_sentence(said, "There is no platform 99: lti-tool platforms list has them.")
    assert "refused" in ready("scores", "backlog", "--older-than", "60").out
    assert ready("scores", "backlog", "--state", "delivered").code == 2


def test_what_is_stuck_is_sent_again_and_counted(ready: Run, world: World) -> None:
    name = f"Trust (platform {world.registration.id})"
    assert ready("scores", "resend", "--dry-run").out == f"{name}: 2 would be sent again: 3, 4\n"
    sent = ready("scores", "resend", "--state", "refused").out
    assert sent == f"{name}: 1 on the way again\n"
    on_its_way, cannot, unknown = ready("scores", "resend", "1", "4", "77").out.splitlines()
    assert on_its_way == f"{name}: 1 on the way again"
    assert cannot.startswith("Cannot be sent again: 1 (not stuck, or ")
    assert unknown == "No scores have these numbers: 77"
    assert ready("scores", "resend").out == "Nothing that fits can be sent again.\n"
    assert "3 waiting." in ready("scores", "backlog").out


def test_doctor_names_scores_that_do_not_arrive(
    ready: Run, database: Database, world: World
) -> None:
    pause(database, world)
    Path("instance", "files").mkdir(parents=True)
    found = json.loads(ready("doctor", "--json", "--no-platforms").out)
    said = [one["sentence"] for one in found if one["what"] == "scores"]
    assert {one["verdict"] for one in found if one["what"] == "scores"} == {"worth a look"}
    overdue, silent, stuck = said
    assert overdue.startswith("1 score has been on its way to Trust since 2026-03-02 09:00 UTC. Is")
    assert silent.startswith("Trust takes no scores at the moment; they wait and are ")
    assert stuck.startswith("2 scores were refused or given up: ")


@pytest.mark.parametrize(
    "asked",
    [
        ("backlog", "--platform", "99999999999999999999"),
        ("backlog", "--older-than", "999999999999"),
        ("resend", "99999999999999999999"),
        ("resend", "0"),
        ("resend", "--platform", "3000000000"),
        ("reconcile", "--platform", "99999999999999999999"),
    ],
)
def test_a_number_that_no_row_can_have_is_a_sentence(ready: Run, asked: tuple[str, ...]) -> None:
    said = ready("scores", *asked)
    assert said.code == 2
    assert "Error: " in said.err
    assert "Traceback" not in said.err
