"""Deciding beside the evidence: what the form takes, what it refuses, undo, and what is kept."""

import re

import pytest

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store import tables
from tests.builders import MEI, Browser
from tests.web.refusals import kept, words
from tests.web.reviewing import (
    PIECE,
    decide,
    do,
    done_line,
    form_of,
    given_a_piece,
    instructor,
    many_pieces,
)


@pytest.fixture
def there(browser: Browser, link: Link) -> Browser:
    """An instructor, to whose course Sam has submitted a piece."""
    return given_a_piece(browser, link)


class TestDeciding:
    def test_the_form_has_each_outcome_with_the_reason_for_it_and_nothing_chosen(
        self, there: Browser
    ) -> None:
        page = there.get(PIECE)

        assert "Why: I asked what mattered" in words(page)
        assert "Domain: Person-centred practice" in words(page)
        assert page.text.count('value="accepted"') == 2
        assert " checked" not in page.text
        assert "There is no gradebook column for it" in words(page)

    def test_a_decision_leads_to_the_next_piece_and_says_what_was_decided(
        self, there: Browser, tool: Tool
    ) -> None:
        many_pieces(tool, 2)

        page = decide(there)

        assert page.request.path.endswith("/review/evidence/2")
        undo = "Undo the decision about A night on call"
        assert done_line(page) == f"Decided: A night on call, Sam Okafor. {undo}"
        assert '<h1 class="nhsuk-heading-l" id="piece" tabindex="-1"' in page.text
        page = decide(there, "/review/evidence/2", outcome="returned", comment="More, please")
        assert done_line(page).startswith("Returned: Piece 1, Sam Okafor.")

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
        assert "Back to your course" in words(page)
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
        assert "Your comment may tell who a patient is" in words(page)
        assert 'href="#comment"' in page.text
        assert kept(tool, tables.Decision) == 0
        digest = re.search(r'name="looked_at"[^>]*value="(\w+)"', page.text)
        assert digest
        there.post(PIECE, {**sent, "looked_at": digest[1]})
        assert kept(tool, tables.Decision) == 1

    def test_what_is_missing_is_said_together_with_what_may_tell_of_a_patient(
        self, there: Browser
    ) -> None:
        sent = form_of(there.get(PIECE), comment="Well done with 943 476 5919")
        line = next(name for name in sent if name.startswith("verdict-"))

        page = there.post(PIECE, {**sent, line: ""})

        assert page.status_code == 422
        said = words(page)
        assert "There is a problem, and your comment may tell who a patient is" in said
        assert f'href="#{line}"' in page.text
        assert 'href="#comment"' in page.text
        assert 'href="#looked-at"' in page.text

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

        again = there.post(PIECE, sent)
        assert done_line(again).startswith("Decided: A night on call, Sam Okafor.")
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
        assert "Taken back: 1" in words(page)
        assert "Too early" in words(page)
        assert "Waiting (1)" in words(there.get("/review/queue"))

    def test_the_page_says_first_that_it_was_undone_until_it_is_decided_again(
        self, there: Browser
    ) -> None:
        decide(there)

        page = there.post(f"{PIECE}/decisions/1/undo", form_of(there.get(PIECE)))

        waits = "It waits for review again."
        said = f"Taken back: the decision about A night on call by Sam Okafor. {waits}"
        assert done_line(page) == said
        assert 'id="piece" tabindex="-1" aria-describedby="done"' in page.text
        assert done_line(there.get(f"{PIECE}?undone=2")) == ""
        decide(there, outcome="returned", comment="Say more")
        page = there.post(f"{PIECE}/decisions/2/undo", {"turn": "4"})
        assert done_line(page) == said.replace("the decision", "the return")


class TestWhatStands:
    def test_a_decided_piece_shows_its_decision_and_asks_whether_to_replace_it(
        self, there: Browser
    ) -> None:
        decide(there, comment="Well argued")

        page = there.get(PIECE)

        assert "Change the decision" in words(page)
        assert "2 of 2 accepted." in words(page)
        assert "Replace the decision" in words(page)
        assert "Your decision" not in words(page)
        assert 'id="decisions"' not in page.text  # nothing was decided before it

    def test_what_was_judged_line_by_line_before_a_return_is_said_beside_each_line(
        self, there: Browser, browser: Browser
    ) -> None:
        sent = form_of(there.get(PIECE), outcome="returned", comment="Say more")
        lines = [name for name in sent if name.startswith("verdict-")]
        missing = {lines[1]: "not_yet", lines[1].replace("verdict", "why"): "One.\r\n\r\nTwo."}
        there.post(PIECE, {**sent, **missing})
        assert "So far 1 accepted, 1 not yet." in words(there.get(PIECE))
        browser.get("/portfolio/evidence/1/submit")
        browser.post("/portfolio/evidence/1/submit", {"course": "1"})

        page = there.get(PIECE)

        assert words(page).count("Accepted before it was returned") == 1
        assert "Not yet before it was returned:</strong> One.<br><br>Two.</span>" in page.text
        assert "Your decision" in words(page)
        assert " checked" not in page.text


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
