from collections.abc import Callable
from typing import Any

import pytest

from demo import claims
from demo.claims import AGS_ENDPOINT
from demo.courses import LineItem, Link
from demo.platform import Platform
from lti_tool.lti.claims import Launch, MessageType, read_launch
from lti_tool.lti.errors import LaunchRejectedError

PLATFORM = Platform()
PLATFORM.connect_tool("unused", "https://tool.test/lti/launch", "unused")
LINK = Link(
    id="7",
    course_id="2",
    title="An activity",
    url="https://tool.test/lti/launch",
    custom={"activity": "a-code", "history": "$Context.id.history", "left": "$Unknown.name"},
    line_item_id="9",
)
PLATFORM.line_items["9"] = LineItem(
    id="9", course_id="2", label="An activity", score_maximum=8, resource_link_id="7"
)


def sent(message_type: str = claims.RESOURCE_LINK, **changes: Any) -> dict[str, Any]:
    return PLATFORM.claims("4", LINK, nonce="n", message_type=message_type, **changes)


def reason(found: dict[str, Any]) -> str:
    with pytest.raises(LaunchRejectedError) as refusal:
        read_launch(found)
    assert refusal.value.sentence
    return refusal.value.reason


def test_a_resource_link_launch_is_read() -> None:
    launch = read_launch(sent())

    assert launch.message_type is MessageType.RESOURCE_LINK
    assert (launch.deployment_id, launch.subject) == ("1", "4")
    assert launch.target_link_uri == "https://tool.test/lti/launch"
    assert launch.roles == PLATFORM.people["4"].roles
    assert launch.name == "Sam Okafor"
    assert launch.context is not None
    assert (launch.context.id, launch.context.title) == ("2", PLATFORM.courses["2"].title)
    assert launch.resource_link is not None
    assert (launch.resource_link.id, launch.resource_link.title) == ("7", "An activity")
    assert launch.scores is not None
    assert launch.scores.line_item == PLATFORM.addresses.line_item("2", "9")
    assert claims.SCORE in launch.scores.scopes
    assert launch.deep_linking is None
    assert launch.return_url == PLATFORM.addresses.course("4", "2")
    assert launch.platform_family == "demo"


def test_a_submission_review_is_read_like_a_resource_link() -> None:
    launch = read_launch(sent(claims.SUBMISSION_REVIEW, for_user={"user_id": "5"}))

    assert launch.message_type is MessageType.SUBMISSION_REVIEW
    assert launch.resource_link is not None
    assert launch.for_user == "5"


@pytest.mark.parametrize("spelled", ["LtiDataPrivacyLaunchRequest", "DataPrivacyLaunchRequest"])
def test_a_data_privacy_launch_needs_no_course_and_no_placement(spelled: str) -> None:
    launch = read_launch(
        sent(spelled, context=None, resource_link=None, for_user={"user_id": "5", "name": None})
    )

    assert launch.message_type is MessageType.DATA_PRIVACY
    assert (launch.context, launch.resource_link, launch.for_user) == (None, None, "5")


@pytest.mark.parametrize("message", [claims.SUBMISSION_REVIEW, "LtiDataPrivacyLaunchRequest"])
def test_a_message_about_somebody_need_not_say_about_whom(message: str) -> None:
    assert read_launch(sent(message)).for_user is None


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("5", "for-user-wrong"),
        ([], "for-user-wrong"),
        ({}, "for-user-user-id-missing"),
        ({"user_id": ""}, "for-user-user-id-missing"),
        ({"user_id": 5}, "for-user-user-id-wrong"),
        ({"user_id": "x" * 256}, "for-user-user-id-wrong"),
        ({"user_id": "a\x00"}, "for-user-user-id-wrong"),
    ],
)
def test_whoever_a_message_is_about_has_to_be_named_soundly(said: object, slug: str) -> None:
    assert reason(sent(claims.SUBMISSION_REVIEW, for_user=said)) == slug
    assert read_launch(sent(claims.RESOURCE_LINK, for_user=said)).for_user is None


def test_a_submission_review_may_name_no_placement() -> None:
    assert read_launch(sent(claims.SUBMISSION_REVIEW, resource_link=None)).resource_link is None


OPTIONAL = (
    "name",
    "given_name",
    "family_name",
    "email",
    "context",
    "custom",
    "ags",
    "nrps",
    "launch_presentation",
    "tool_platform",
    "lis",
    "for_user",
)


def absent() -> dict[str, Any]:
    return sent(**dict.fromkeys(OPTIONAL))


def null() -> dict[str, Any]:
    return dict.fromkeys(sent(for_user={}), None) | absent()


@pytest.mark.parametrize("without", [absent, null])
def test_everything_optional_may_be_absent_or_null(without: Callable[[], dict[str, Any]]) -> None:
    launch = read_launch(without())

    nothing: list[object] = [launch.name, launch.context, launch.scores]
    nothing += [launch.return_url, launch.platform_family]
    assert nothing == [None] * len(nothing)
    assert launch.custom == {}


def test_members_of_optional_claims_may_be_null() -> None:
    launch = read_launch(
        sent(
            context={"id": "2", "label": None, "title": None, "type": None},
            resource_link={"id": "7", "title": None},
            ags={"scope": None, "lineitem": None, "lineitems": None},
            launch_presentation={"locale": None, "return_url": None, "height": "300"},
            tool_platform={"name": None, "product_family_code": None},
        )
    )

    assert launch.context is not None
    assert launch.context.title is None
    assert launch.scores is not None
    assert launch.scores.scopes == ()


def test_blank_texts_count_as_absent() -> None:
    launch = read_launch(sent(name=" ", ags={"scope": [], "lineitem": "", "lineitems": ""}))

    assert launch.name == "Sam Okafor"
    assert launch.scores is not None
    assert launch.scores.line_item is None


def test_an_empty_list_of_roles_is_a_launch() -> None:
    assert read_launch(sent(roles=[])).roles == ()


def test_claims_that_nobody_knows_are_passed_over() -> None:
    assert read_launch(sent() | {"https://else.example/claim": {"a": [None, 1.5]}, "x": True})


def test_unresolved_variables_and_values_that_are_no_text_are_absent() -> None:
    custom = {
        "activity": "a-code",
        "number": 1,
        "null": None,
        "list": [],
        "unresolved": "$Person.name.full",
        "price": "$5",
        "empty": "",
    }

    assert read_launch(sent(custom=custom)).custom == {
        "activity": "a-code",
        "price": "$5",
        "empty": "",
    }


@pytest.mark.parametrize(
    ("claim", "slug"),
    [
        ("message_type", "message-type-missing"),
        ("version", "version-missing"),
        ("deployment_id", "deployment-id-missing"),
        ("target_link_uri", "target-link-uri-missing"),
        ("resource_link", "resource-link-missing"),
        ("roles", "roles-missing"),
        ("sub", "sub-missing"),
    ],
)
def test_what_is_required_has_to_be_there(claim: str, slug: str) -> None:
    found = sent(**{claim: None})

    assert reason(found) == slug
    assert reason(found | {claims.override({}, {claim: 1}).popitem()[0]: None}) == slug


@pytest.mark.parametrize(
    ("claim", "value", "slug"),
    [
        ("message_type", 1, "message-type-wrong"),
        ("message_type", "LtiContextLaunchRequest", "message-type-unknown"),
        ("message_type", "ltiresourcelinkrequest", "message-type-unknown"),
        ("version", "1.3", "version-wrong"),
        ("version", 1.3, "version-wrong"),
        ("version", "1.3.0 ", "version-wrong"),
        ("deployment_id", 1, "deployment-id-wrong"),
        ("deployment_id", "", "deployment-id-missing"),
        ("deployment_id", "x" * 256, "deployment-id-wrong"),
        ("deployment_id", "ü", "deployment-id-wrong"),
        ("target_link_uri", "javascript:alert(1)", "target-link-uri-wrong"),
        ("target_link_uri", "/lti/launch", "target-link-uri-wrong"),
        ("target_link_uri", "https://", "target-link-uri-wrong"),
        ("target_link_uri", "https://[half", "target-link-uri-wrong"),
        ("target_link_uri", "https://tool.test:port/", "target-link-uri-wrong"),
        ("target_link_uri", 'https://tool.test/"><', "target-link-uri-wrong"),
        ("target_link_uri", ["https://tool.test/"], "target-link-uri-wrong"),
        ("sub", 4, "sub-wrong"),
        ("sub", "x" * 256, "sub-wrong"),
        ("sub", "a\x00", "sub-wrong"),
        ("sub", "\ud800", "sub-wrong"),
        ("roles", "Learner", "roles-wrong"),
        ("roles", {"Learner": 1}, "roles-wrong"),
        ("roles", [1], "roles-wrong"),
        ("roles", [None], "roles-wrong"),
        ("roles", ["Learner"] * 501, "roles-wrong"),
        ("context", "2", "context-wrong"),
        ("context", [], "context-wrong"),
        ("context", {}, "context-id-missing"),
        ("context", {"id": 2}, "context-id-wrong"),
        ("resource_link", "7", "resource-link-wrong"),
        ("resource_link", {}, "resource-link-id-missing"),
        ("resource_link", {"id": 7}, "resource-link-id-wrong"),
        ("custom", [], "custom-wrong"),
        ("custom", {"a": "b\x00"}, "custom-wrong"),
        ("custom", {"a\x00": "b"}, "custom-wrong"),
        ("custom", {"a": "x" * 10_001}, "custom-wrong"),
        ("custom", {str(number): "" for number in range(501)}, "custom-wrong"),
        ("ags", "https://lms.test", "endpoint-wrong"),
        ("ags", {"lineitem": "javascript:1"}, "endpoint-lineitem-wrong"),
        ("ags", {"lineitem": 1}, "endpoint-lineitem-wrong"),
        ("ags", {"scope": "a b"}, "endpoint-scope-wrong"),
    ],
)
def test_what_is_there_has_to_be_right(claim: str, value: object, slug: str) -> None:
    assert reason(sent(**{claim: value})) == slug


@pytest.mark.parametrize("url", ["javascript:alert(1)", "nowhere", "http://a b/"])
def test_a_way_back_that_no_page_may_link_to_is_no_way_back(url: str) -> None:
    assert read_launch(sent(launch_presentation={"return_url": url})).return_url is None


def test_a_refusal_holds_nothing_of_the_claim() -> None:
    with pytest.raises(LaunchRejectedError) as refusal:
        read_launch(sent(sub=["secret@trust.example"]))

    assert "secret" not in f"{refusal.value} {refusal.value.sentence} {refusal.value.args}"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"context": {}}, "did not say “context id”"),
        ({"resource_link": {"id": 7}}, "sent something unusable for “resource link id”"),
        ({"for_user": {}}, "did not say “for user user id”"),
    ],
)
def test_a_refusal_says_whose_id_it_is(changes: dict[str, object], says: str) -> None:
    with pytest.raises(LaunchRejectedError) as refusal:
        read_launch(sent(claims.SUBMISSION_REVIEW, **changes))

    assert says in refusal.value.sentence


def test_a_launch_cannot_be_changed() -> None:
    launch: Any = read_launch(sent())

    assert isinstance(launch, Launch)
    with pytest.raises(AttributeError):
        launch.subject = "5"


def test_the_endpoint_of_a_link_without_a_column_has_no_line_item() -> None:
    launch = read_launch(PLATFORM.claims("4", nonce="n"))

    assert AGS_ENDPOINT in PLATFORM.claims("4", nonce="n")
    assert launch.scores is not None
    assert launch.scores.line_item is None
