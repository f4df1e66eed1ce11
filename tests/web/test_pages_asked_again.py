"""Pages that are asked for again: by the Back button, by a line that waits for news."""

import pytest

from demo.platform import Platform
from lti_tool.web.markdown import rendered
from tests.builders import SAM, Browser, place


@pytest.fixture
def submitted(browser: Browser, platform: Platform) -> Browser:
    """Sam's browser, after the first try."""
    browser.launch(SAM, place(platform))
    browser.do_activity()
    return browser


@pytest.mark.parametrize("page", ["/attempts/1/parts/p1", "/attempts/1/check"])
def test_a_page_of_a_submitted_try_leads_to_its_result(submitted: Browser, page: str) -> None:
    answer = submitted.get(page)

    assert answer.request.path.endswith("/attempts/1/result")
    assert "8 of 8: passed" in answer.text


def test_answers_for_a_submitted_try_are_refused_in_words(submitted: Browser) -> None:
    submitted.get("/attempts/1/result")

    answer = submitted.post("/attempts/1/parts/p4", submitted.answers(right=False))

    assert answer.status_code == 409
    assert "cannot change any more" in answer.text


def test_the_line_of_a_score_is_sent_again_only_when_it_has_changed(submitted: Browser) -> None:
    assert submitted.get("/attempts/1/score?shown=waiting").status_code == 204

    submitted.deliver()

    assert "In your gradebook since" in submitted.get("/attempts/1/score?shown=waiting").text


def test_headings_of_a_text_stand_below_those_of_its_page() -> None:
    assert "<h2>One</h2>" in rendered("## One")
    assert "<h3>One</h3>\n<h4>Two</h4>" in rendered("## One\n\n### Two", level=3)
