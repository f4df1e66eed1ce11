"""Lines 39 to 44: which message it is, from which deployment, and where it leads."""

from typing import Any

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import ResourceLink
from tests.builders import BASE_URL, RESOURCE_LINK, TEACHER, a_registration
from tests.conformance.meeting import OPENED, Meeting, all_of, asked_in, speaking_as
from tests.web.refusals import assert_refused, kept, words


def test_line_39_only_messages_that_we_serve_are_taken_by_their_exact_names(
    meeting: Meeting,
) -> None:
    names = (
        RESOURCE_LINK.lower(), RESOURCE_LINK.upper(), f"{RESOURCE_LINK} ", f" {RESOURCE_LINK}",
        f"{RESOURCE_LINK}s", RESOURCE_LINK[3:], f"{RESOURCE_LINK}\n", "LtiDeepLinkingResponse",
        "LtiStartProctoring", "LtiEndAssessment", "LtiHelloWorldNotice", "basic-lti-launch-request",
        "RESOURCE_LINK", "ContentItemSelectionRequest", "\u202eLtiResourceLinkRequest",
    )  # fmt: skip

    came = {name: meeting.launch(message_type=name) for name in names}

    assert came == all_of(names, "403 message-type-unknown")
    wrong: list[Any] = [7, True, [RESOURCE_LINK], {"a": 1}]
    assert {meeting.launch(message_type=each) for each in wrong} == {"403 message-type-wrong"}
    missing = [meeting.launch(message_type=None), meeting.launch(message_type="")]
    assert missing == ["403 message-type-missing"] * 2
    assert meeting.launch(message_type=RESOURCE_LINK) == OPENED


def test_line_40_the_version_is_exactly_the_one(meeting: Meeting) -> None:
    versions: list[Any] = ["1.3", "1.3.0 ", "1.3.1", "11.3", "1.3.00", "LTI-1p0", 1.3, ["1.3.0"]]

    came = {str(each): meeting.launch(version=each) for each in versions}

    assert came == all_of(came, "403 version-wrong")
    assert [meeting.launch(version=each) for each in (None, "")] == ["403 version-missing"] * 2


def test_line_41_a_deployment_has_a_name_of_ascii_that_we_know(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    longest = "d" * 255
    tool.platforms.add(a_registration(platform, deployment_ids=("Ward", longest)))
    wrong: list[Any] = ["é", "1\u200b", "d" * 256, 1, ["1"], {"id": "1"}]

    assert {meeting.launch(deployment_id=each) for each in wrong} == {"403 deployment-id-wrong"}
    for missing in (None, "", " "):
        assert meeting.launch(deployment_id=missing) == "403 deployment-id-missing"
    assert [meeting.launch(deployment_id=each) for each in ("Ward", longest)] == [OPENED] * 2
    others = ("ward", "WARD", "Ward ", "2", "01", "1.0", longest[:-1])
    came = {each: meeting.launch(deployment_id=each) for each in others}
    assert came == all_of(others, "403 deployment-waiting")


def test_line_41_a_deployment_is_known_for_its_own_client_only(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("2",)))

    assert meeting.launch(deployment_id="2") == "403 deployment-waiting"
    with speaking_as(platform, client_id="second", deployment_id="1"):
        assert meeting.launch() == "403 deployment-waiting"


def test_line_42_an_unknown_deployment_waits_and_gets_a_tenant_only_from_the_operator(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    assert meeting.launch() == OPENED
    meeting.browser.do_activity()

    assert meeting.launch(deployment_id="2") == "403 deployment-waiting"
    assert_refused(waiting(meeting), says="has not been approved yet")
    assert kept(tool) == 1
    (registration,) = tool.platforms.list_all()
    assert [each.deployment_id for each in registration.deployments if not each.tenant] == ["2"]

    who = {"issuer": platform.issuer, "client_id": platform.client_id}
    tool.platforms.approve(**who, deployment_id="2", new_tenant="Another school")
    assert meeting.launch(deployment_id="2") == OPENED
    assert "Start" in words(meeting.browser.get("/"))
    assert meeting.launch(TEACHER, deployment_id="2") == OPENED
    assert "Sam Okafor" not in meeting.browser.get("/scores").text
    assert meeting.launch(TEACHER) == OPENED
    assert "Sam Okafor" in meeting.browser.get("/scores").text


def waiting(meeting: Meeting) -> Any:
    asked = meeting.begin()
    return meeting.browser.arrive(meeting.form(asked, meeting.claims(asked, deployment_id="2")))


def test_line_43_the_signed_target_counts_and_only_our_own(
    meeting: Meeting, platform: Platform
) -> None:
    ours = f"{BASE_URL}/lti/launch"
    asked = asked_in(meeting.initiate(target_link_uri="https://evil.example/"))
    assert meeting.arrive(dict(platform.authenticate(asked).fields)) == OPENED

    elsewhere = (
        "https://evil.example/lti/launch", "http://localhost.evil.example/lti/launch",
        "http://localhost@evil.example/", "http://localhost:81/lti/launch",
        "https://localhost/lti/launch", "http://evil.example/?http://localhost/lti/launch",
        "http://evil.example#http://localhost/", "http://127.0.0.1/lti/launch",
        "http://localhost:80@evil.example/",
    )  # fmt: skip
    came = {each: meeting.launch(target_link_uri=each) for each in elsewhere}
    assert came == all_of(elsewhere, "403 target-elsewhere")
    broken = (
        "javascript:alert(1)", "//evil.example/", "/lti/launch", "http:localhost",
        "ftp://localhost/", "http://[", "http://localhost\\@evil.example/",
        "http://localhost/\r\nX: y", "localhost", "http://localhost:x/",
    )  # fmt: skip
    came = {each: meeting.launch(target_link_uri=each) for each in broken}
    assert came == all_of(broken, "403 target-link-uri-wrong")
    assert meeting.launch(target_link_uri=None) == "403 target-link-uri-missing"
    for target in (ours, f"{BASE_URL}/", f"{ours}?a=1", "HTTP://LOCALHOST:80/lti/launch"):
        assert meeting.launch(target_link_uri=target) == OPENED, target
        assert meeting.browser.visit.startswith("/v/")


def test_line_44_a_link_has_a_name_that_is_one_only_within_its_deployment(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    def link(value: Any) -> str:
        return meeting.launch(resource_link={"id": value, "title": "T"})

    assert {link(each) for each in (None, "", "  ")} == {"403 resource-link-id-missing"}
    odd: list[Any] = ["x" * 256, 7, ["1"], {}, True]
    assert {link(each) for each in odd} == {"403 resource-link-id-wrong"}
    assert meeting.launch(resource_link=None) == "403 resource-link-missing"
    assert meeting.launch(resource_link={}) == "403 resource-link-id-missing"
    odd = ["1", 1, ["1"]]
    assert {meeting.launch(resource_link=each) for each in odd} == {"403 resource-link-wrong"}
    assert (link("x" * 255), link("x"), link("X"), link("x")) == (OPENED,) * 4
    assert kept(tool, ResourceLink) == 3

    tool.platforms.add(a_registration(platform, deployment_ids=("2",)))
    assert meeting.launch(resource_link={"id": "x"}, deployment_id="2") == OPENED
    assert kept(tool, ResourceLink) == 4
