"""The token endpoint: whom it gives a token, and how long that is good for."""

import json
from typing import Any

import pytest

from demo import claims
from demo.keys import KeyPair


def test_a_signed_assertion_gets_a_token_for_the_known_scopes(tool: Any) -> None:
    answer = tool.ask_token(tool.assertion(), f"{claims.SCORE} https://nowhere.example/scope")

    assert answer.status_code == 200
    assert answer.json["scope"] == claims.SCORE
    assert answer.json["expires_in"] == 3600


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"sub": "somebody-else"},
        {"aud": "http://127.0.0.1:8020"},
        {"aud": ["http://127.0.0.1:8020/mod/lti/token"]},
        {"exp": 1_500_000_000},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"key": KeyPair.new()},
    ],
)
def test_a_bad_assertion_gets_no_token(tool: Any, changes: dict[str, Any]) -> None:
    answer = tool.ask_token(tool.assertion(**changes))

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_an_assertion_is_good_for_one_token(tool: Any) -> None:
    assertion = tool.assertion()

    assert tool.ask_token(assertion).status_code == 200
    assert tool.ask_token(assertion).status_code == 401


def test_unknown_scopes_alone_get_no_token(tool: Any) -> None:
    answer = tool.ask_token(tool.assertion(), "https://nowhere.example/scope")

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")


def test_a_new_key_of_the_tool_is_found_without_a_restart(tool: Any) -> None:
    new = KeyPair.new()
    assert tool.ask_token(tool.assertion()).status_code == 200
    tool.platform.tool_keys.fetch = lambda _url: {"keys": [new.public]}

    assert tool.ask_token(tool.assertion(key=new)).status_code == 200


def test_a_token_is_good_for_an_hour(tool: Any, clock: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    assert tool.post_score(link).status_code == 200

    clock.move(hours=1)
    assert tool.post_score(link).status_code == 401


def test_revoked_tokens_are_refused(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    tool.bearer()
    tool.platform.revoke_tokens()

    assert tool.post_score(link).status_code == 401


def test_a_token_opens_only_what_its_scope_names(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    answer = tool.ask_token(tool.assertion(), claims.ROSTER_READ)
    tool.token = answer.json["access_token"]

    assert tool.post_score(link).status_code == 403


def test_moodle_labels_its_token_as_a_page(moodle: Any) -> None:
    answer = moodle.ask_token(moodle.assertion())

    assert answer.mimetype == "text/html"
    assert json.loads(answer.data)["token_type"] == "Bearer"
