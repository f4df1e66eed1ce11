"""What an instructor typed about a piece that changed hands meanwhile is never lost from sight."""

import re

import pytest

from demo.courses import Link
from tests.builders import MEI, Browser
from tests.web.own_evidence import ONE
from tests.web.refusals import words
from tests.web.reviewing import PIECE, decide, form_of, given_a_piece, instructor


@pytest.fixture
def there(browser: Browser, link: Link) -> Browser:
    """An instructor, to whose course Sam has submitted a piece."""
    return given_a_piece(browser, link)


def test_what_was_returned_meanwhile_cannot_be_decided_and_the_text_is_there_to_copy(
    there: Browser, link: Link
) -> None:
    late = instructor(there, link, MEI)
    sent = form_of(late.get(PIECE), comment="My long thoughts")
    decide(there, outcome="returned", comment="Say more")

    page = late.post(PIECE, sent)

    assert page.status_code == 409
    said = words(page)
    assert "It has been returned to its learner, so it cannot be decided now." in said
    assert "Returned by Priya Raman on" in said
    assert "copy it, or undo the return" in said
    assert ">My long thoughts</textarea>" in page.text
    assert 'id="decide"' not in page.text
    assert 'value="decided" hidden disabled' in page.text
    page = late.post(f"{PIECE}/decisions/1/undo", {"turn": form_of(page)["turn"]})
    assert ">My long thoughts</textarea>" in page.text
    assert 'id="decide"' in page.text


def test_what_was_decided_and_taken_back_meanwhile_waits_again(there: Browser, link: Link) -> None:
    late = instructor(there, link, MEI)
    sent = form_of(late.get(PIECE), comment="My long thoughts")
    decide(there)
    there.post(f"{PIECE}/decisions/1/undo", {"turn": "2"})

    said = words(late.post(PIECE, sent))

    assert "A decision about it has been taken back since you opened it." in said
    assert "It was the decision of Priya Raman; Priya Raman took it back on" in said
    assert "look at it, then send it again" in said


def test_a_comment_from_another_tab_is_in_the_form_before_anything_is_decided(
    there: Browser,
) -> None:
    old = form_of(there.get(PIECE))
    there.post(f"{PIECE}/draft", {**old, "comment": "Typed in tab one", "changed": "comment"})

    page = there.post(PIECE, {**old, "changed": ""})

    assert page.status_code == 409
    assert "You wrote this comment on another open page. Read it, then send it" in words(page)
    assert 'href="#comment"' in page.text
    assert ">Typed in tab one</textarea>" in page.text
    began = re.search(r'name="began" value="([^"]+)"', page.text)
    assert began, "what the page shows now"
    assert there.post(PIECE, {**old, "comment": "", "began": began[1]}).status_code == 200


def test_of_a_piece_that_is_withdrawn_meanwhile_it_is_said_whether_the_text_is_kept(
    browser: Browser, there: Browser
) -> None:
    sent = {**form_of(there.get(PIECE)), "comment": "My long thoughts"}
    browser.get(f"{ONE}/withdraw")
    browser.post(f"{ONE}/withdraw")

    page = there.post(f"{PIECE}?learner=Sam", sent)

    assert page.status_code == 404
    assert "It was not saved. Copy it before you leave this page." in words(page)
    assert f'href="{there.visit}/review/queue?learner=Sam"' in page.text
    assert "Go back to your course" not in words(page)


def test_where_it_was_saved_it_is_there_again(browser: Browser, there: Browser) -> None:
    sent = {**form_of(there.get(PIECE)), "comment": "My long thoughts"}
    there.post(f"{PIECE}/draft", sent)
    browser.get(f"{ONE}/withdraw")
    browser.post(f"{ONE}/withdraw")

    page = there.post(PIECE, sent)

    assert page.status_code == 404
    said = words(page)
    assert "its author may have withdrawn it. Go on in the review queue What you wrote" in said
    assert "It is saved. If the work is submitted again, it is in the form." in said
    assert ">My long thoughts</textarea>" in page.text
    assert "Go to the first page of this visit" not in said
