"""Launches without a ``sub``, and claims that are hints: of any sort, they break nothing."""

from typing import Any

import pytest

from demo import claims
from lti_tool.lti.claims import read_launch
from tests.lti.test_claims import reason, sent

NAMING = ("sub", "name", "given_name", "family_name", "email")
NOBODY = dict.fromkeys(NAMING)
DATA_PRIVACY = "LtiDataPrivacyLaunchRequest"


@pytest.mark.parametrize("message", [claims.RESOURCE_LINK, claims.DEEP_LINKING, DATA_PRIVACY])
def test_whoever_is_not_named_is_somebody_new_each_time(message: str) -> None:
    launches = [read_launch(sent(message, **NOBODY)) for _ in range(3)]

    assert all(launch.is_anonymous for launch in launches)
    assert len({launch.subject for launch in launches}) == 3
    assert {launch.name for launch in launches} == {None}


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_what_is_blank_names_nobody(nothing: str | None) -> None:
    blank: dict[str, Any] = dict.fromkeys((*NAMING, "picture", "nickname"), nothing)

    assert read_launch(sent() | blank).is_anonymous


def test_whoever_is_named_is_not_anonymous() -> None:
    launch = read_launch(sent(**{**NOBODY, "sub": "unnamed-4"}))

    assert not launch.is_anonymous
    assert launch.subject == "unnamed-4"


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "email",
        "picture",
    ],
)
@pytest.mark.parametrize("value", ["somebody", 7, ["x"]])
def test_a_person_who_is_described_has_to_be_named(name: str, value: object) -> None:
    described = sent(**NOBODY) | {name: value}
    picking = sent(claims.DEEP_LINKING, **NOBODY) | {name: value}

    assert reason(described) == "sub-missing"
    assert read_launch(picking).is_anonymous
    assert read_launch(picking).name is None


def test_a_review_needs_somebody_who_reviews() -> None:
    assert reason(sent(claims.SUBMISSION_REVIEW, **NOBODY)) == "sub-missing"


ODD = (None, "", 7, -1.5, True, "x", [], [None], {}, {"x": [1]}, [["CourseSection"]])


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_hints_of_any_sort_break_no_launch(odd: object) -> None:
    context = {"id": "2", "type": odd, "label": odd}
    presentation = dict.fromkeys(
        ("document_target", "height", "width", "locale", "return_url"), odd
    )
    found = read_launch(
        sent(
            context=context,
            launch_presentation=presentation,
            tool_platform={"guid": odd, "name": odd, "product_family_code": odd},
            role_scope_mentor=odd,
            lis=odd,
            ext=odd,
        )
    )

    assert found.context is not None
    assert found.context.id == "2"
    assert found.return_url is None


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_the_claims_of_hints_may_be_of_any_sort_themselves(odd: object) -> None:
    assert read_launch(sent(launch_presentation=odd, tool_platform=odd)).return_url is None
