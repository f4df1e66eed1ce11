"""What launches cost and survive, since processes share the keys of platforms."""

from pathlib import Path

import pytest
from sqlalchemy import event

from demo.keys import KeyPair
from lti_tool.app.building import build_tool
from lti_tool.lti.errors import KeySetUnavailableError
from tests.builders import SAM, settings_for
from tests.services.course import Course, refused


def test_a_launch_whose_key_is_known_asks_the_database_nothing_about_keys(course: Course) -> None:
    course.arrive()
    statements: list[str] = []

    @event.listens_for(course.tool.database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    course.arrive()
    assert statements
    assert not [each for each in statements if "key_set" in each or "tally" in each]


def test_after_a_restart_people_arrive_although_the_platform_serves_no_keys(
    course: Course, home: Path
) -> None:
    course.arrive()
    course.platform.faults.key_set_status = 503
    course.clock.advance(hours=3)
    started = build_tool(settings_for(home), course.clock)
    again = Course(started, course.platform, course.clock, course.link)

    assert again.arrive()
    started.close()


def test_a_platform_that_never_served_its_keys_is_worth_another_try(course: Course) -> None:
    course.platform.faults.key_set_status = 503
    with pytest.raises(KeySetUnavailableError) as refusal:
        course.arrive()
    assert refusal.value.status == 503

    course.platform.faults.key_set_status = None
    course.clock.advance(seconds=11)
    assert course.arrive()


def test_made_up_keys_fetch_three_times_and_no_more(course: Course) -> None:
    course.arrive()
    own = course.platform.key_pairs[-1]
    for number in range(6):
        course.clock.advance(seconds=1)
        assert refused(lambda kid=f"made-up-{number}": arrive_with(course, own, kid)) == (
            "key-unknown"
        )

    fetched = [each for each in course.platform.requests if each.path.endswith("/certs")]
    assert len(fetched) == 4
    assert course.arrive()


def arrive_with(course: Course, key: KeyPair, kid: str) -> str:
    redirect, asked = course.begin()
    claims = course.platform.claims(SAM, course.link, nonce=asked["nonce"])
    token = course.platform.sign(claims, key=key.private, headers={"kid": kid})
    form = {"state": asked["state"], "id_token": token}
    return course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)
