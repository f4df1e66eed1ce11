"""Deciding beside the evidence: what the form takes, what it refuses, undo, and what is kept."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

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
    form_of,
    given_a_piece,
    instructor,
    many_pieces,
    number_of,
)

MOST_OF_A_PIECE = 40
"""Statements of the page that shows a piece, its form, what was decided, and other tries."""


@pytest.fixture
def there(browser: Browser, link: Link) -> Browser:
    """An instructor, to whose course Sam has submitted a piece."""
    return given_a_piece(browser, link)


def done_line(page: TestResponse) -> str:
    found = re.search(r'id="done">(.*?)</div>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


class TestDeciding:
    def test_the_form_has_each_outcome_with_the_reason_for_it_and_nothing_chosen(
        self, there: Browser
    ) -> None:
        page = there.get(PIECE)

        assert "Why: I asked what mattered" in words(page)
        assert page.text.count('value="accepted"') == 2
        assert " checked" not in page.text
        assert "There is no gradebook column for it" in words(page)

    def test_a_decision_leads_to_the_next_piece_and_says_what_was_decided(
        self, there: Browser, tool: Tool
    ) -> None:
        many_pieces(tool, 2)

        page = decide(there)

        assert page.request.path.endswith("/review/evidence/2")
        assert done_line(page) == "Decided: A night on call by Sam Okafor. Undo"
        assert '<h1 class="nhsuk-heading-l" id="piece" tabindex="-1"' in page.text
        page = decide(there, "/review/evidence/2", outcome="returned", comment="More, please")
        assert done_line(page).startswith("Returned: Piece 1 by Sam Okafor.")

    def test_after_the_last_one_the_queue_says_that_nothing_waits(self, there: Browser) -> None:
        page = decide(there)

        assert page.request.path.endswith("/review/queue")
        assert "Nothing waits for a decision." in words(page)
        assert "Decided: A night on call" in done_line(page)

    def test_what_is_missing_is_said_at_the_top_and_beside_its_field(
        self, there: Browser, tool: Tool
    ) -> None:
        page = decide(there, verdict="not_yet", comment="Kept all the same")
        assert page.request.path.endswith("/queue")
        there.post(f"{PIECE}/decisions/1/undo", {"turn": "2"})

        sent = form_of(there.get(PIECE), "not_yet", comment="Kept all the same")
        blank = {name: "" for name in sent if name.startswith("why-")}
        page = there.post(PIECE, {**sent, **blank})

        assert page.status_code == 422
        assert "There is a problem" in words(page)
        for name in blank:
            assert f'href="#{name}"' in page.text
            assert f'id="{name}-error"' in page.text
        assert ">Kept all the same</textarea>" in page.text
        assert kept(tool, tables.Decision) == 1

    def test_what_tells_of_a_patient_has_to_be_looked_at_first(
        self, there: Browser, tool: Tool
    ) -> None:
        sent = form_of(there.get(PIECE), comment="Well done with 943 476 5919")

        page = there.post(PIECE, sent)

        assert page.status_code == 422
        assert "This may tell who a patient is" in words(page)
        assert 'href="#comment"' in page.text
        assert kept(tool, tables.Decision) == 0
        digest = re.search(r'name="looked_at"[^>]*value="(\w+)"', page.text)
        assert digest
        there.post(PIECE, {**sent, "looked_at": digest[1]})
        assert kept(tool, tables.Decision) == 1

    def test_a_passed_check_takes_comments_alone(self, browser: Browser, link: Link) -> None:
        do(browser, link)
        teacher = instructor(browser, link)

        page = teacher.get(PIECE)

        assert "verdict-" not in page.text
        assert "Return for more" not in words(page)
        assert "Goes to the gradebook" in words(page)
        assert "8 of 8 questions answered right: passed" in words(page)
        assert decide(teacher).status_code == 422
        assert decide(teacher, comment="Well done").status_code == 200

    def test_a_returned_piece_is_read_and_cannot_be_decided(self, there: Browser) -> None:
        turn = form_of(there.get(PIECE))
        decide(there, outcome="returned", comment="Say more")

        page = there.get(PIECE)

        assert "With its learner." in words(page)
        assert "We had" in words(page)
        assert 'id="review-form"' not in page.text
        assert there.post(PIECE, {**turn, "comment": "Mine"}).status_code == 409


class TestTwoTabs:
    def test_whoever_is_second_is_told_and_keeps_what_was_typed(
        self, there: Browser, tool: Tool, link: Link
    ) -> None:
        late = instructor(there, link, MEI)
        sent = form_of(late.get(PIECE), "not_yet", comment="My long thoughts")
        decide(there, comment="First")

        page = late.post(PIECE, sent)

        assert page.status_code == 409
        assert "Nothing was decided" in words(page)
        assert "Decided by Priya Raman on" in words(page)
        assert ">My long thoughts</textarea>" in page.text
        assert page.text.count('value="not_yet" checked') == 2
        assert kept(tool, tables.Decision) == 1
        assert ">My long thoughts</textarea>" in late.get(PIECE).text
        page = late.post(PIECE, form_of(page, "not_yet", comment="My long thoughts"))
        assert page.status_code == 200
        assert kept(tool, tables.Decision) == 2

    def test_a_form_sent_twice_decides_once(self, there: Browser, tool: Tool) -> None:
        sent = form_of(there.get(PIECE))

        there.post(PIECE, sent)

        assert there.post(PIECE, sent).status_code == 409
        assert kept(tool, tables.Decision) == 1

    def test_an_undo_of_what_has_changed_meanwhile_undoes_nothing(
        self, there: Browser, tool: Tool
    ) -> None:
        decide(there)
        there.get(PIECE)

        page = there.post(f"{PIECE}/decisions/1/undo", {"turn": "1"})

        assert page.status_code == 409
        with tool.database.reading() as session:
            assert session.query(tables.Decision).one().undone_at is None


class TestUndoing:
    def test_an_undone_decision_leaves_the_piece_waiting_and_stays_in_its_history(
        self, there: Browser
    ) -> None:
        page = decide(there, comment="Too early")
        turn = re.search(r'name="turn" value="(\d+)"', page.text)
        assert turn

        page = there.post(f"{PIECE}/decisions/1/undo", {"turn": turn[1]})

        assert page.request.path.endswith(PIECE)
        assert "Undone by Priya Raman on" in words(page)
        assert "Too early" in words(page)
        assert "Waiting 1" in words(there.get("/review/queue"))


class TestDrafts:
    def test_what_is_typed_is_there_again_for_whoever_typed_it_alone(
        self, there: Browser, link: Link
    ) -> None:
        sent = form_of(there.get(PIECE), comment="Half a thought")

        said = there.post(f"{PIECE}/draft", sent)

        assert re.fullmatch(r"\s*Saved \d\d:\d\d\s*", said.text)
        assert ">Half a thought</textarea>" in there.get(PIECE).text
        assert "Half a thought" not in instructor(there, link, MEI).get(PIECE).text

    def test_turning_single_keys_on_or_off_loses_nothing_that_was_typed(
        self, there: Browser
    ) -> None:
        page = there.get(PIECE)
        assert 'data-keys="on"' in page.text
        assert "Turn single keys off" in words(page)

        sent = form_of(page, comment="Half a thought", shortcuts="off")
        page = there.post("/review/shortcuts?evidence=1&learner=oka", sent)

        assert 'data-keys="off"' in page.text
        assert ">Half a thought</textarea>" in page.text
        assert "learner=oka" in page.text
        assert 'aria-keyshortcuts="n"' not in page.text


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
