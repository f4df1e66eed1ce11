"""What the platforms that the demo plays do with scores, each in its own way."""

from typing import Any

import pytest

from demo import claims
from demo.families import FAMILIES
from demo.scores import CANVAS_SUBMISSION

LATER = "2026-03-02T09:00:05.000Z"
NO_ATTEMPT = {CANVAS_SUBMISSION: {"new_submission": False}}
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


def grade_of(tool: Any) -> Any:
    return next(row for row in tool.platform.gradebook("2") if row.person_id == "4")


@pytest.fixture
def placed(make: Any, item: dict[str, Any], family: str) -> tuple[Any, Any]:
    """A platform of this family, and an activity there."""
    tool = make(family)
    return tool, tool.platform.place("2", item)


@pytest.mark.parametrize(
    ("family", "older", "equal", "repeated"),
    [
        ("default", 409, 409, 200),
        ("moodle", 409, 409, 409),
        ("canvas", 400, 200, 200),
        ("blackboard", 200, 200, 200),
        ("brightspace", 200, 200, 200),
        ("sakai", 409, 409, 200),
        ("openedx", 400, 400, 400),
    ],
)
def test_what_is_not_newer(placed: tuple[Any, Any], older: int, equal: int, repeated: int) -> None:
    tool, link = placed
    tool.post_score(link, **NO_ATTEMPT)
    before = "2026-03-02T08:59:00Z"
    assert tool.post_score(link, scoreGiven=2, timestamp=before, **NO_ATTEMPT).status_code == older
    assert grade_of(tool).score == 7
    assert tool.post_score(link, **NO_ATTEMPT).status_code == repeated
    assert tool.post_score(link, scoreGiven=3, **NO_ATTEMPT).status_code == equal
    assert grade_of(tool).score == (3 if tool.platform.rules.takes_equal else 7)


@pytest.mark.parametrize("family", ["canvas"])
def test_a_score_makes_an_attempt_unless_it_says_otherwise(placed: tuple[Any, Any]) -> None:
    tool, link = placed
    assert tool.post_score(link).status_code == 200
    assert tool.post_score(link, timestamp=LATER).status_code == 422
    assert tool.post_score(link, timestamp=LATER, scoreGiven=8, **NO_ATTEMPT).status_code == 200
    assert grade_of(tool).score == 8


@pytest.mark.parametrize("family", ["openedx"])
def test_a_zero_is_held_and_not_shown(placed: tuple[Any, Any]) -> None:
    tool, link = placed
    assert tool.post_score(link, scoreGiven=0).status_code == 201
    assert grade_of(tool).score is None
    (held,) = tool.get(f"{tool.line_item_url(link)}/results", RESULTS_TYPE).json
    assert held["resultScore"] == 0
    tool.post_score(link, scoreGiven=4, timestamp=LATER)
    assert grade_of(tool).score == 4


@pytest.mark.parametrize("family", ["openedx", "brightspace"])
def test_only_what_is_final_changes_what_is_shown_and_never_more_than_the_maximum(
    placed: tuple[Any, Any],
) -> None:
    tool, link = placed
    tool.post_score(link, scoreGiven=15)
    tool.post_score(link, timestamp=LATER, scoreGiven=1, gradingProgress="PendingManual")
    assert (grade_of(tool).score, grade_of(tool).progress) == (10, None)
    (held,) = tool.get(f"{tool.line_item_url(link)}/results", RESULTS_TYPE).json
    assert held["resultScore"] == 10


@pytest.mark.parametrize(
    ("family", "person", "token", "media_type"),
    [
        ("default", 422, 401, 415),
        ("moodle", 400, 401, 400),
        ("canvas", 422, 401, 415),
        ("blackboard", 422, 401, 200),
        ("sakai", 400, 403, 200),
        ("openedx", 500, 401, 415),
    ],
)
def test_how_a_post_is_refused(
    placed: tuple[Any, Any], person: int, token: int, media_type: int
) -> None:
    tool, link = placed
    assert tool.post_score(link, userId="99").status_code == person
    assert tool.post_score(link, media_type="application/json").status_code == media_type
    tool.platform.revoke_tokens()
    assert tool.post_score(link).status_code == token


@pytest.mark.parametrize("family", ["openedx"])
def test_a_column_of_open_edx_has_a_whole_maximum_and_belongs_to_something(
    placed: tuple[Any, Any],
) -> None:
    tool, _ = placed

    def make(**changes: object) -> int:
        wanted = {"label": "Essay", "scoreMaximum": 10, "resourceId": "essay", **changes}
        answer = tool.browser.post(
            "/services/2/lineitems",
            json=wanted,
            headers=tool.bearer(),
            content_type="application/vnd.ims.lis.v2.lineitem+json",
        )
        return int(answer.status_code)

    assert make() == 201
    assert make(scoreMaximum=7.5) == 400
    assert make(resourceId="") == 400


@pytest.mark.parametrize("family", ["brightspace"])
def test_a_token_may_be_asked_for_by_the_name_of_the_service(placed: tuple[Any, Any]) -> None:
    tool, _ = placed
    service = "https://api.brightspace.com/auth/token"
    asked = [service, tool.platform.addresses.token, "https://other.example", [service, "b"]]
    answers = [tool.ask_token(tool.assertion(aud=each)).status_code for each in asked]
    assert answers == [200, 200, 401, 401]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_launch_names_the_family_where_such_platforms_do(
    placed: tuple[Any, Any], family: str
) -> None:
    tool, link = placed
    said = tool.platform.claims("4", link, nonce="n")[claims.LTI + "tool_platform"]
    assert said["product_family_code"] == FAMILIES[family].product_family_code
