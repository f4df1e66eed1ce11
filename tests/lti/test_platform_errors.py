"""What the platform itself says against a login, in words for people."""

import re

import pytest

from lti_tool.lti.errors import PlatformRefusedError
from lti_tool.lti.platform_errors import refuse_platform_error

SAYS = {
    "login_required": "not signed in there any more",
    "interaction_required": "wants to ask you something first",
    "consent_required": "wants you to agree",
    "account_selection_required": "which of your accounts",
    "access_denied": "you may not open this",
    "launch_no_longer_valid": "this launch is too old",
    "invalid_request": "something about the launch is not right",
    "invalid_scope": "not set up for this tool",
    "invalid_client": "does not know this tool any more",
    "unauthorized_client": "does not let this tool sign people in",
    "unsupported_response_type": "not set up for this tool",
    "server_error": "Wait a minute",
    "temporarily_unavailable": "Wait a minute",
    "LOGIN_REQUIRED": "not signed in there any more",
}
NEXT_STEPS = ("open the activity", "whoever looks after your learning platform", "whoever runs")


def refused(error: str, description: str = "", *, is_answer: bool = True) -> PlatformRefusedError:
    form = {"error": error, "error_description": description}
    with pytest.raises(PlatformRefusedError) as refusal:
        refuse_platform_error(form, is_answer=is_answer)
    return refusal.value


@pytest.mark.parametrize(("error", "words"), SAYS.items())
def test_a_known_code_is_a_sentence_and_a_next_step(error: str, words: str) -> None:
    said = refused(error, "AADSTS50058: a session was not found.").sentence

    assert said.startswith("The learning platform did not let this activity start. ")
    assert words in said
    assert any(step in said for step in NEXT_STEPS)
    assert error not in said
    assert "AADSTS" not in said


@pytest.mark.parametrize("error", SAYS)
def test_a_known_code_is_for_the_log_and_the_description_is_not(error: str) -> None:
    assert refused(error, "Sam Okafor is not enrolled.").about == {"error": error.lower()}


def test_an_unknown_code_is_shown_with_the_platforms_words_and_not_logged() -> None:
    refusal = refused("quota_exceeded", "The quota of your institution\r\nis used up.")

    assert "It said: “quota_exceeded”, “The quota of your institution is used up.”." in (
        refusal.sentence
    )
    assert "Go back to your course" in refusal.sentence
    assert refusal.about == {"error": "unknown (14 characters)"}


def test_words_that_answer_no_login_of_the_browser_are_not_shown() -> None:
    said = refused("Your account is locked", "Ring 0800 000.", is_answer=False).sentence

    assert "It gave a reason that this tool does not know. Go back to your course" in said
    assert "locked" not in said
    assert "0800" not in said
    known = refused("login_required", is_answer=False).sentence
    assert "not signed in there any more" in known


def test_an_unknown_code_may_lack_a_description() -> None:
    assert "It said: “x”. Go back" in refused("x").sentence


def test_what_the_platform_says_is_cut_short() -> None:
    refusal = refused("x" * 5_000, "word " * 5_000)

    assert "x" * 100 in refusal.sentence
    assert "x" * 101 not in refusal.sentence
    assert len(refusal.sentence) < 600
    assert refusal.about == {"error": "unknown (5000 characters)"}


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiI0In0.c2lnbmF0dXJl",
        "n3xT-Az09_nonce-or-state-of-a-login-9",
        "sam.okafor@trust.example",
    ],
)
def test_neither_a_secret_nor_a_person_is_repeated(secret: str) -> None:
    refusal = refused("odd", f"There is no state {secret}, sorry.")

    assert secret not in refusal.sentence
    assert re.search(r"“There is no state \[\.\.\.\],? sorry\.”", refusal.sentence)


def test_a_form_without_an_error_is_none() -> None:
    for form in ({}, {"error": ""}, {"error": " "}, {"error_description": "x"}):
        refuse_platform_error(form, is_answer=True)
