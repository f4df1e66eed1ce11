from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jwt
import pytest

from demo import claims
from demo.platform import Platform
from lti_tool.lti.claims import read_launch
from lti_tool.lti.deep_linking import ContentItem, LineItemProposal, answer
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from tests.lti.conftest import Clock, registration_with

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
PLAIN = ContentItem(url="http://tool.test/lti/launch", title="My portfolio", text="")
GRADED = ContentItem(
    url="http://tool.test/lti/launch",
    title='Fairness & "more"',
    text="What it is about",
    custom={"activity": "a-code"},
    line_item=LineItemProposal(
        label="An activity", score_maximum=10, resource_id="a-code", tag="completion"
    ),
)
REGISTRATION = registration_with(Platform(issuer="https://lms.example"))


def said(keys: ToolKeys, *items: ContentItem, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {"deployment_id": "1", "data": None, "items": items, "clock": Clock()}
    token = answer(REGISTRATION, keys, **(facts | changes))
    assert jwt.get_unverified_header(token)["kid"] == keys.kid
    found: dict[str, Any] = jwt.decode(
        token,
        jwt.PyJWK(keys.key_set()["keys"][0]),
        algorithms=["RS256"],
        audience="https://lms.example",
        options={"verify_exp": False, "verify_iat": False},
    )
    return found


def test_the_answer_says_who_and_for_whom(keys: ToolKeys) -> None:
    found = said(keys)

    assert found["iss"] == "demo-tool"
    assert found["aud"] == "https://lms.example"
    assert found[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert found[f"{LTI}version"] == "1.3.0"
    assert found[f"{LTI}deployment_id"] == "1"


def test_its_times_are_the_clocks_and_whole_seconds(keys: ToolKeys) -> None:
    moment = datetime(2026, 3, 2, 9, 0, 0, 500, tzinfo=UTC)
    found = said(keys, clock=lambda: moment)

    assert found["iat"] == int(moment.timestamp()) - 5
    assert found["exp"] == int(moment.timestamp()) + 600


def test_each_answer_is_new(keys: ToolKeys) -> None:
    assert said(keys)["nonce"] != said(keys)["nonce"]


@pytest.mark.parametrize("data", ["opaque ü", "", " "])
def test_data_goes_back_as_it_came(keys: ToolKeys, data: str) -> None:
    assert said(keys, data=data)[f"{DL}data"] == data


def test_no_data_goes_back_when_none_came(keys: ToolKeys) -> None:
    assert f"{DL}data" not in said(keys)


def test_nothing_chosen_is_an_empty_list(keys: ToolKeys) -> None:
    assert said(keys)[f"{DL}content_items"] == []


def test_items_go_back_in_order_with_their_columns(keys: ToolKeys) -> None:
    assert said(keys, GRADED, PLAIN)[f"{DL}content_items"] == [
        {
            "type": "ltiResourceLink",
            "url": "http://tool.test/lti/launch",
            "title": 'Fairness & "more"',
            "text": "What it is about",
            "custom": {"activity": "a-code"},
            "lineItem": {
                "label": "An activity",
                "scoreMaximum": 10,
                "resourceId": "a-code",
                "tag": "completion",
                "submissionReview": {
                    "reviewableStatus": ["InProgress", "Submitted", "Completed"],
                    "label": "See the work",
                    "url": "http://tool.test/lti/launch",
                    "custom": {"activity": "a-code"},
                },
            },
        },
        {
            "type": "ltiResourceLink",
            "url": "http://tool.test/lti/launch",
            "title": "My portfolio",
            "text": "",
            "custom": {},
        },
    ]


LONDON = ZoneInfo("Europe/London")
OPENS, DUE = datetime(2027, 5, 3, 9, tzinfo=LONDON), datetime(2027, 12, 1, 23, 59, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, {}),
        ({"due": DUE}, {"submission": {"endDateTime": "2027-12-01T23:59:00+00:00"}}),
        (
            {"opens": OPENS, "due": DUE},
            {
                "available": {"startDateTime": "2027-05-03T09:00:00+01:00"},
                "submission": {
                    "startDateTime": "2027-05-03T09:00:00+01:00",
                    "endDateTime": "2027-12-01T23:59:00+00:00",
                },
            },
        ),
    ],
)
def test_dates_go_with_their_zone(
    keys: ToolKeys, dates: dict[str, datetime], expected: dict[str, Any]
) -> None:
    (item,) = said(keys, replace(PLAIN, **dates))[f"{DL}content_items"]
    assert {name: item[name] for name in ("available", "submission") if name in item} == expected


@pytest.mark.parametrize(
    ("targets", "hint"),
    [
        (("frame", "iframe", "window"), {"iframe": {"width": 960, "height": 800}}),
        (("window",), {"window": {"targetName": "_blank"}}),
        (("frame", "embed"), {}),
        ((), {}),
    ],
)
def test_a_target_is_proposed_only_if_the_platform_named_it(
    keys: ToolKeys, targets: tuple[str, ...], hint: dict[str, Any]
) -> None:
    """Rule 78: only of what is accepted."""
    (item,) = said(keys, replace(PLAIN, targets=targets))[f"{DL}content_items"]
    assert {name: item[name] for name in ("iframe", "window") if name in item} == hint


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_the_platform_places_what_was_chosen(
    platform: Platform, registration: Registration, keys: ToolKeys, family: str
) -> None:
    platform.family = family
    request = read_launch(
        platform.claims("3", nonce="n", message_type=claims.DEEP_LINKING, course_id="2")
    )
    assert request.deep_linking is not None
    token = answer(
        registration,
        keys,
        deployment_id=request.deployment_id,
        data=request.deep_linking.data,
        items=[GRADED, PLAIN],
        clock=Clock(),
    )
    key = request.deep_linking.return_url.rpartition("sesskey=")[2]

    _, links = platform.accept_picked(key, token)

    assert [link.title for link in links] == ['Fairness & "more"', "My portfolio"]
    assert links[0].custom == {"activity": "a-code"}
    assert links[0].line_item_id is not None
    assert links[1].line_item_id is None
