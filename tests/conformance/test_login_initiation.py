"""Lines 1 to 9: what a platform's login initiation gets, and what the tool then asks."""

from itertools import product

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import BASE_URL, SAM, a_registration
from tests.conformance.meeting import OPENED, Meeting, all_of, asked_in, speaking_as
from tests.web.refusals import assert_refused, kept

SECOND = {"client_id": "second", "deployment_ids": ("2",)}


def test_line_1_an_initiation_by_get_or_by_post_leads_to_the_registered_address(
    meeting: Meeting, platform: Platform
) -> None:
    for method in ("GET", "POST"):
        answer = meeting.initiate(method)

        assert answer.location.partition("?")[0] == platform.addresses.authentication
        form = dict(platform.authenticate(asked_in(answer)).fields)
        assert meeting.arrive(form) == OPENED


def test_line_2_without_issuer_or_hint_a_page_names_what_is_missing(
    meeting: Meeting, tool: Tool
) -> None:
    for method, name, spelled in product(("GET", "POST"), ("iss", "login_hint"), (None, "")):
        assert_refused(meeting.initiate(method, **{name: spelled}), says=f"“{name}”")
    assert kept(tool, PendingLogin) == 0


def test_line_2_without_a_target_the_login_goes_on(meeting: Meeting, platform: Platform) -> None:
    asked = asked_in(meeting.initiate(target_link_uri=None))

    assert meeting.arrive(dict(platform.authenticate(asked).fields)) == OPENED


def test_line_3_two_clients_of_one_issuer_both_launch_each_as_itself(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, **SECOND))
    first, second = (asked_in(meeting.initiate(client_id=c)) for c in ("demo-tool", "second"))

    assert (first["client_id"], second["client_id"]) == ("demo-tool", "second")
    assert meeting.arrive(meeting.form(first, meeting.claims(first))) == OPENED
    with speaking_as(platform, client_id="second", deployment_id="2"):
        assert meeting.arrive(meeting.form(second, meeting.claims(second))) == OPENED


def test_line_3_a_client_that_this_issuer_does_not_have_with_us_is_refused(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    elsewhere = a_registration(platform, issuer="https://other.example", client_id="theirs")
    tool.platforms.add(elsewhere)
    foreign = ("theirs", "DEMO-TOOL", "demo-tool ", "demo", "demo-tool2", "%", "*")

    came = {each: meeting.outcome(meeting.initiate(client_id=each)) for each in foreign}

    assert came == all_of(foreign, "403 registration-unknown")


def test_line_4_without_a_client_the_deployment_decides_and_nothing_is_guessed(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, **SECOND))

    def deployed(deployment_id: str | None) -> str:
        answer = meeting.initiate(client_id=None, lti_deployment_id=deployment_id)
        is_sent_on = answer.status_code == 302
        return asked_in(answer)["client_id"] if is_sent_on else meeting.outcome(answer)

    assert [deployed("1"), deployed("2")] == ["demo-tool", "second"]
    assert [deployed(None), deployed("")] == ["403 client-ambiguous"] * 2
    assert_refused(meeting.initiate(client_id=None, lti_deployment_id=None), says="client_id")
    assert deployed("3") == "403 registration-unknown"
    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
    assert deployed("1") == "403 client-ambiguous"


def test_line_5_the_issuer_is_compared_letter_by_letter(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    issuer = "https://lms.example/tenant"
    tool.platforms.add(a_registration(platform, issuer=issuer))
    others = (
        f"{issuer}/",
        "https://LMS.example/tenant",
        "HTTPS://lms.example/tenant",
        "https://lms.example/Tenant",
        "https://lms.example:443/tenant",
        "https://lms.example./tenant",
        "https://lms.example/%74enant",
        "https://lms.example//tenant",
        "https://lms.example/x/../tenant",
        "https://lms.example",
        "http://lms.example/tenant",
        f"{issuer}#",
        f"{issuer}?",
        f" {issuer}",
        f"{issuer} ",
        "https://lms.example/ten%",
        "https://lms.example/_enant",
        "https://lms.ex\u0430mple/tenant",
    )

    came = {each: meeting.outcome(meeting.initiate(iss=each)) for each in others}

    assert meeting.initiate(iss=issuer).status_code == 302
    assert came == all_of(others, "403 registration-unknown")


def test_line_6_the_request_asks_for_a_token_by_form_post_without_a_dialogue(
    meeting: Meeting, platform: Platform
) -> None:
    sent = meeting.initiation()

    asked = asked_in(meeting.send(sent))

    assert min(len(asked.pop("state")), len(asked.pop("nonce"))) >= 32
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": f"{BASE_URL}/lti/launch",
        "login_hint": SAM,
        "lti_message_hint": sent["lti_message_hint"],
    }


def test_line_7_hints_go_back_as_they_came_and_no_message_hint_is_made_up(
    meeting: Meeting,
) -> None:
    odd = (
        "å&b=c+d %26 \"'<é>\n\t",
        " 4 ",
        "4",
        "%2525+%00",
        "\U0001f9d1\u202e",
        "eyJ" + "x" * 4000,
    )

    for hint in odd:
        asked = asked_in(meeting.initiate(login_hint=hint, lti_message_hint=hint[::-1]))
        assert (asked["login_hint"], asked["lti_message_hint"]) == (hint, hint[::-1])
    assert "lti_message_hint" not in asked_in(meeting.initiate(lti_message_hint=None))


def test_line_8_the_redirect_uri_is_the_registered_one_whatever_the_target(
    meeting: Meeting,
) -> None:
    here = f"{BASE_URL}/lti/launch"
    targets = (here, f"{here}/", f"{BASE_URL}/v/x/activity", "https://evil.example/", None)

    for target in targets:
        sent = {**meeting.initiation(target_link_uri=target), "redirect_uri": f"{here}?evil"}
        assert asked_in(meeting.send(sent))["redirect_uri"] == here


def test_line_9_what_the_registered_address_asks_already_is_kept(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    for query in ("tenant=7", "a=1&b=%2F%26&c=", "policy=B2C_1&x=%C3%A9"):
        address = f"{platform.addresses.authentication}?{query}"
        tool.platforms.add(a_registration(platform, client_id=query, auth_login_url=address))

        answer = meeting.initiate(client_id=query)

        assert answer.location.startswith(f"{address}&")
        assert answer.location.count("?") == 1
        assert asked_in(answer)["client_id"] == query
