"""A piece beside its form: who sees it, what odd forms do to it, and what stands beside it."""

from typing import Any

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store import tables
from tests.builders import MEI, OTHER_COURSE, SAM, Browser, place
from tests.store.many import counted
from tests.web.refusals import assert_refused, kept, words
from tests.web.reviewing import (
    COMPLETION,
    PIECE,
    decide,
    do,
    done,
    done_line,
    form_of,
    given_a_piece,
    instructor,
    many_pieces,
    number_of,
)

MOST_OF_A_PIECE = 40
"""Statements of the page that shows a piece, its form, what was decided, and other tries."""
HOSTILE: dict[str, dict[str, Any]] = {
    "nothing": {"turn": None},
    "no number of a turn": {"turn": "x"},
    "a huge turn": {"turn": "9" * 30},
    "an unknown item": {"verdict-999999": "accepted"},
    "a huge item": {f"verdict-{'9' * 40}": "accepted", f"why-{'9' * 40}": "x"},
    "no item": {"verdict-": "accepted", "verdict-x": "accepted", "why--1": "x"},
    "an unknown verdict": {"verdict-1": "recognised"},
    "a level of no criterion": {"level-c1": "0", "level-": "1", "level-<b>": "0"},
    "a huge level": {"level-c1": "9" * 40, "level-c2": "-1"},
    "an unknown outcome": {"outcome": "deleted"},
    "a long text": {"comment": "x" * 60_000},
    "no character": {"comment": "a\0b", "gradebook_comment": "\0", "looked_at": "\0"},
    "half a character": {"comment": "\ud800"},
    "a digest of nothing": {"looked_at": "<script>"},
    "strange fields": {"changed": "\0 comment", "n": "-1", "page": "'; DROP"},
}


@pytest.fixture
def there(browser: Browser, link: Link) -> Browser:
    """An instructor, to whose course Sam has submitted a piece."""
    return given_a_piece(browser, link)


@pytest.mark.parametrize("what", HOSTILE)
def test_no_form_however_odd_is_a_fault(there: Browser, what: str) -> None:
    sent = {**form_of(there.get(PIECE)), **HOSTILE[what]}
    sent = {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in sent.items()
        if value is not None
    }

    for path in (f"{PIECE}/draft", "/review/shortcuts?evidence=1", PIECE):
        there.get(PIECE)
        assert there.post(path, sent).status_code in {200, 409, 422}, path
    assert there.get(PIECE).status_code == 200


class TestWhoMay:
    def test_learners_neither_see_nor_decide(
        self, there: Browser, browser: Browser, tool: Tool
    ) -> None:
        sent = form_of(there.get(PIECE))
        browser.get("/portfolio/evidence/new")

        for path in (PIECE, f"{PIECE}/draft", f"{PIECE}/decisions/1/undo", "/review/shortcuts"):
            assert_refused(browser.post(path, sent), 403, says="not for your role")
        assert_refused(browser.get(PIECE), 403, says="not for your role")
        assert kept(tool, tables.Decision) == 0

    def test_instructors_of_another_course_neither_see_nor_decide(
        self, there: Browser, platform: Platform, tool: Tool
    ) -> None:
        sent = form_of(there.get(PIECE))
        decide(there)
        other = place(platform, course=OTHER_COURSE)
        do(there.another(), other, MEI)
        elsewhere = instructor(there, other)

        for path in ("", "/draft", "/decisions/1/undo"):
            elsewhere.get("/review/evidence/2")
            assert_refused(elsewhere.post(f"{PIECE}{path}", sent), 404)
        assert "A night on call" not in done_line(elsewhere.get("/review/queue?done=1"))
        assert kept(tool, tables.Decision) == 1

    def test_what_was_withdrawn_meanwhile_is_gone_and_what_was_typed_is_shown(
        self, there: Browser, browser: Browser
    ) -> None:
        sent = form_of(there.get(PIECE), comment="My long thoughts")
        browser.get("/portfolio/evidence/1/withdraw")
        browser.post("/portfolio/evidence/1/withdraw")

        answer = there.post(PIECE, sent)

        assert_refused(answer, 404, says="may have withdrawn it")
        assert "My long thoughts" in answer.text


def test_other_tries_and_their_scores_stand_beside_the_piece(
    browser: Browser, tool: Tool, link: Link
) -> None:
    do(browser, link, right=False)
    do(browser, link)
    browser.deliver()
    there = instructor(browser, link)

    page = there.get("/review/evidence/2")

    assert "Their tries at this link: 2" in words(page)
    assert "Try 1: 0 of 8, not passed." in words(page)
    assert "Reached the gradebook on" in words(page)
    path = f"/review/learners/{number_of(tool, SAM)}"
    assert f'href="{there.visit}{path}"' in page.text
    assert f'href="{there.visit}/review/evidence/1"' in there.get(path).text


def test_a_piece_asks_its_database_few_things_however_much_waits(
    browser: Browser, platform: Platform, tool: Tool
) -> None:
    link = place(platform, activity=COMPLETION)
    browser.launch(SAM, link)
    done(browser)
    there = instructor(browser, link)
    there.get(PIECE)
    with counted(tool.database.engine) as few:
        assert there.get(PIECE).status_code == 200
    many_pieces(tool, 60)
    decide(there, "/review/evidence/2")

    with counted(tool.database.engine) as said:
        assert there.get(f"{PIECE}?learner=oka&link=1&done=2").status_code == 200

    assert 0 < len(few) < MOST_OF_A_PIECE
    assert len(said) <= len(few) + 8  # for the line on what was decided before
