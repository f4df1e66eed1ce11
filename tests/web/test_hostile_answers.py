"""What a hostile browser may send as answers to an activity."""

from typing import Any

import pytest

from demo.courses import Link
from lti_tool.app.building import Tool
from tests.builders import SAM, Browser
from tests.web.refusals import assert_refused, kept
from tests.web.test_attempts import CHECK, begin, checked, read_everything

HOSTILE: dict[str, dict[str, Any]] = {
    "options that are not there": {"p4-q1": ["z", "a-b", "", "A", "0", "a "]},
    "questions that are not there": {"p4-q99": "a", "p1-q1": "a", "q1": "a", "": "a"},
    "nul": {"p4-q1": "\x00", "p4-q2": "a\x00"},
    "lone surrogates": {"p4-q1": "\ud800", "p4-q\udfff": "a"},
    "half a megabyte": {"p4-q1": "a" * 500_000},
    "many fields": {f"p4-q{n}": "z" for n in range(20, 3000)},
    "many values": {"p4-q1": ["z"] * 3000},
    "words of the machine": {"read": "p1", "state": "complete", "chosen": "{}", "attempt_id": "2"},
    "paths": {"p4-q1": "../../p4-q2", "p4-q1[]": "a", "p4-q1.a": "a", "__proto__": "a"},
    "markup": {"p4-q1": "<script>alert(1)</script>", "<b>": "a"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_was_not_offered_is_not_kept(browser: Browser, link: Link, case: str) -> None:
    begin(browser, link)

    for path in (CHECK, f"{CHECK}/draft"):
        browser.get(CHECK)
        sent = {name: _as_bytes(value) for name, value in HOSTILE[case].items()}
        answer = browser.post(path, {_plain(name): value for name, value in sent.items()})
        assert answer.status_code == 200
        assert checked(browser) == set()


def _as_bytes(value: Any) -> Any:
    """Werkzeug's client cannot write what a hostile one can."""
    if isinstance(value, list):
        return [_as_bytes(each) for each in value]
    return _plain(value)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("body", [b"p4-q1=%ED%A0%80", b"p4-q1=%00", b"p4-q1=\xed\xa0\x80&\xff=a"])
def test_bytes_that_are_no_text_are_not_kept(browser: Browser, link: Link, body: bytes) -> None:
    begin(browser, link)
    page = browser.get(CHECK).text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]

    answer = browser.client.post(
        f"{browser.visit}{CHECK}/draft",
        data=body + b"&csrf_token=" + token.encode(),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in {200, 400}
    assert checked(browser) == set()


def test_a_question_with_one_answer_takes_one(browser: Browser, link: Link) -> None:
    begin(browser, link)
    browser.get(CHECK)

    browser.post(CHECK, {"p4-q1": ["a", "b", "c", "d"], "p4-q2": "b"})

    assert {question for question, _ in checked(browser)} == {"p4-q2"}


def test_reading_is_not_a_place_for_answers(browser: Browser, link: Link) -> None:
    begin(browser, link)
    browser.get("/attempts/1/parts/p1")

    browser.post("/attempts/1/parts/p1", {"p4-q1": "a"})

    assert checked(browser) == set()


def test_a_multipart_form_of_too_many_parts_is_refused(browser: Browser, link: Link) -> None:
    begin(browser, link)
    browser.get(CHECK)

    answer = browser.post(
        CHECK, {f"f{n}": "x" for n in range(600)}, content_type="multipart/form-data"
    )

    assert_refused(answer, 413)


def test_submitting_takes_no_answers(browser: Browser, tool: Tool, link: Link) -> None:
    begin(browser, link, SAM)
    read_everything(browser)
    browser.get("/attempts/1/check")

    answer = browser.post("/attempts/1/check", browser.answers(right=True))

    assert answer.status_code == 422
    assert kept(tool) == 1
