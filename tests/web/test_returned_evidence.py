"""Own evidence that was returned for more: its author's pages, and what instructors read."""

import pytest

from demo.courses import Link
from lti_tool.app.building import Tool
from tests.builders import Browser
from tests.store.many import counted
from tests.web.own_evidence import ONE, begun, save
from tests.web.refusals import words
from tests.web.reviewing import PIECE, decide, instructor

MOST_STATEMENTS = 35


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    """Sam, with a piece submitted to the course."""
    begun(browser, link)
    save(browser)
    submit(browser)
    return browser


@pytest.fixture
def teacher(sam: Browser, link: Link) -> Browser:
    """An instructor who has returned it for more."""
    there = instructor(sam, link)
    return_it(there)
    return there


def return_it(teacher: Browser) -> object:
    return decide(teacher, outcome="returned", comment="Tell us how it went on")


def submit(sam: Browser) -> str:
    sam.get(f"{ONE}/submit")
    page = sam.post(f"{ONE}/submit", {"course": "1"})
    assert page.status_code == 200, words(page)
    return words(page)


def changed(sam: Browser) -> None:
    """Change a text and a reason, and choose one more outcome."""
    page = save(
        sam,
        **{
            "happened-w1": "We had <b>no</b> interpreter until noon",
            "mapped": ["enhance:PO1", "enhance:PO2"],
            "reason-enhance:PO1": "I asked her twice",
            "reason-enhance:PO2": "Since then I plan it",
        },
    )
    assert page.status_code == 200, words(page)


@pytest.mark.usefixtures("teacher")
def test_its_author_reads_who_asks_for_what_and_can_change_it(sam: Browser) -> None:
    page = sam.get(ONE)

    assert "Returned to you by Priya Raman" in words(page)
    assert "Tell us how it went on" in words(page)
    assert f'href="{sam.visit}{ONE}/edit"' in page.text
    assert f'href="{sam.visit}{ONE}/submit"' in page.text
    assert "Submit again" in words(page)
    assert "Priya Raman returned it to you for more" in words(page)


def test_instructors_read_nothing_of_what_its_author_is_changing(
    sam: Browser, teacher: Browser
) -> None:
    changed(sam)

    page = words(teacher.get(PIECE))

    assert "What was handed in" in page
    assert "We had &lt;b&gt;no&lt;/b&gt; interpreter" in page
    assert "I asked what mattered" in page
    for text in ("until noon", "I asked her twice", "Since then I plan it"):
        assert text not in page


def test_what_was_submitted_again_shows_what_changed_in_words_too(
    sam: Browser, teacher: Browser
) -> None:
    changed(sam)
    assert "Submit again" in words(sam.get(f"{ONE}/submit"))
    assert "Waiting for review" in submit(sam)

    page = teacher.get(PIECE)

    assert "Since Priya Raman returned it" in words(page)
    asked = page.text.index("Tell us how it went on")
    assert page.text.index("What has changed") < asked < page.text.index("<ins>")
    assert "[added: until noon ]" in words(page)
    assert "Outcome:" in words(page)
    assert "As it was submitted on" in words(page)
    assert "<ins>" in page.text


def test_what_was_submitted_again_as_it_was_says_so(sam: Browser, teacher: Browser) -> None:
    submit(sam)

    assert "Nothing: it was submitted again as it was." in words(teacher.get(PIECE))


def test_what_happened_is_one_list_that_does_not_grow_without_end(
    sam: Browser, teacher: Browser
) -> None:
    for _ in range(3):
        submit(sam)
        return_it(teacher)

    page = words(sam.get(ONE))

    assert "You submitted it to Generalist skills, autumn cohort" in page
    assert "What happened before (1)" in page


def test_each_page_asks_its_database_few_things(sam: Browser, teacher: Browser, tool: Tool) -> None:
    pages = [(sam, ONE), (sam, f"{ONE}/edit"), (sam, f"{ONE}/submit"), (teacher, PIECE)]
    for _ in range(2):
        for browser, path in pages:
            with counted(tool.database.engine) as said:
                assert browser.get(path).status_code == 200, path
            assert 0 < len(said) < MOST_STATEMENTS, (path, len(said))
        submit(sam)
        pages = [(sam, ONE), (teacher, PIECE)]


def test_people_are_told_how_much_of_a_review_is_kept(sam: Browser, teacher: Browser) -> None:
    of_sam, of_teacher = words(sam.get("/privacy")), words(teacher.get("/privacy"))

    assert "1 decision , from" in of_sam
    assert "1 version , from" in of_sam
    assert "What you decided" not in of_sam
    assert "Others have opened your evidence or its files 1 time" in of_sam
    assert "1 decision , from" in of_teacher
    assert "Feedback on your evidence" not in of_teacher
    assert "That you opened evidence of learners, 1 time" in of_teacher
