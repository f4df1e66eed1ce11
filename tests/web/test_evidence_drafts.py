"""Drafts of own evidence, over HTTP: nothing that was typed is lost."""

import pytest

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.exchange.case import parse_framework
from lti_tool.learning.frameworks import Use
from lti_tool.learning.portfolio import domain_of
from lti_tool.store import frameworks
from tests.builders import SAM, Browser, SetClock
from tests.web.own_evidence import FILLED, NEW, ONE, begun, page_values, save
from tests.web.refusals import assert_refused, words


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    return begun(browser, link)


def test_what_is_left_to_do_is_said_beside_the_fields_and_nothing_is_lost(sam: Browser) -> None:
    page = save(sam, title="", day="40", filed=[], **{"reason-enhance:PO1": ""}, then="submit")

    assert page.status_code == 422
    said = words(page)
    beside = (
        "Give it a title",
        "Enter a real date, such as 14 3 2026",
        "Choose at least one domain",
    )
    for sentence in beside:
        assert said.count(sentence) == 1, "beside its field"
    summary = said.partition("There is a problem")[2]
    assert "Title: give it a title Date: enter a real date, such as 14 3 2026" in summary
    assert "Domains: choose at least one domain" in summary
    assert "Why it shows “Person-centred approach”: say in one sentence why" in summary
    assert said.count("Say in one sentence why") == 1
    assert "We had &lt;b&gt;no&lt;/b&gt; interpreter" in page.text
    assert 'value="40"' in page.text
    for name in ("title", "day", "filed", "reason-enhance:PO1"):
        assert f'href="#{name}"' in page.text
        assert f'id="{name}"' in page.text


def test_what_is_too_long_is_shown_again_and_all_else_is_kept(sam: Browser) -> None:
    page = save(sam, title="x" * 201)

    assert page.status_code == 422
    assert "Use 200 characters or fewer; this has 201" in words(page)
    assert "x" * 201 in page.text
    assert "We had" in words(sam.get(ONE))
    assert "x" * 201 not in sam.get(f"{ONE}/edit").text


def test_a_date_that_is_none_is_kept_and_said_after_saving_and_never_while_typing(
    sam: Browser,
) -> None:
    page = save(sam, day="31", month="2")

    assert page.status_code == 422
    assert "Date: enter a real date" in words(page)
    assert "All saved, not ready to submit yet" in words(page)
    assert 'value="31"' in sam.get(f"{ONE}/edit").text
    assert save(sam, f"{ONE}/draft", day="32", month="2").status_code == 200
    assert save(sam, day="", month="2").status_code == 200
    assert save(sam).status_code == 200


def test_an_outcome_of_a_domain_asks_for_the_domain_when_it_is_submitted(
    sam: Browser, tool: Tool
) -> None:
    with tool.database.reading() as session:
        (row,) = frameworks.list_all(session)
        framework = parse_framework(row.document)
    outcome = next(
        one
        for one in framework.items_used(Use.MAPPED)
        if (home := domain_of(framework, one)) is not None and home.code != "D1"
    )
    name = f"enhance:{outcome.code}"
    fields = {"mapped": [name], f"reason-{name}": "Because", "reason-enhance:PO1": ""}

    assert save(sam, **fields).status_code == 200, "it can be kept so"
    page = save(sam, **fields, then="submit")

    assert page.status_code == 422
    assert "Domains: file it under “" in words(page)
    assert f"too, or take off the outcome “{outcome.abbreviated}”" in words(page)
    assert "file it under “" in words(sam.get(f"{ONE}/submit"))


def test_each_outcome_is_there_in_full_before_it_is_ticked(sam: Browser) -> None:
    page = words(sam.get(f"{ONE}/edit"))

    assert "Person-centred approach Champion a person-centred approach" in page


def test_a_fourth_outcome_is_refused_beside_the_outcomes(sam: Browser) -> None:
    four = [f"enhance:PO{number}" for number in range(1, 5)]
    page = save(sam, mapped=four, **{f"reason-{ref}": "Because" for ref in four})

    assert page.status_code == 422
    assert "Choose 3 outcomes at most" in words(page)
    assert page.text.count(" checked") == 5, "four outcomes and a domain, as they were ticked"


def test_a_draft_is_kept_and_says_when(sam: Browser) -> None:
    fields = page_values(sam.get(f"{ONE}/edit"))

    saved = sam.post(f"{ONE}/draft", {**FILLED, **fields, "changed": "title", "n": "1"})

    assert (saved.status_code, words(saved)[:5]) == (200, "Saved")
    page = sam.get(f"{ONE}/edit").text
    assert "A night on call" in page
    assert "interpreter" not in page, "only the title was changed"


def test_a_draft_that_cannot_be_kept_says_so(sam: Browser) -> None:
    fields = page_values(sam.get(f"{ONE}/edit"))
    sent = {**fields, "title": "x" * 201, "changed": "title", "n": "1"}

    assert sam.post(f"{ONE}/draft", sent).status_code == 422


def test_two_tabs_are_shown_side_by_side_and_the_author_chooses(sam: Browser) -> None:
    old = page_values(sam.get(f"{ONE}/edit"))
    save(sam, title="From the first tab")
    sent = {**FILLED, **old, "title": "From the second tab", "changed": "title", "n": "1"}
    sam.get(f"{ONE}/edit")
    assert sam.post(f"{ONE}/draft", sent).status_code == 409

    page = sam.post(f"{ONE}/edit", {**sent, "n": "2"})

    assert page.status_code == 422
    assert "Changed in another tab at" in words(page)
    assert "From the first tab" in page.text
    assert 'value="From the second tab"' in page.text
    chosen = {**FILLED, **page_values(page), "title": "From both tabs", "conflict": "title"}
    assert sam.post(f"{ONE}/edit", chosen).status_code == 422
    assert "From the first tab" in words(sam.get(ONE))
    assert sam.post(f"{ONE}/edit", {**chosen, "settle-title": "mine"}).status_code == 200
    assert "From both tabs" in words(sam.get(ONE))


@pytest.mark.parametrize("scripts", [{}, {"changed": "title happened-w1", "n": "1"}])
def test_other_prompts_are_a_button_away_and_keep_all_that_was_typed(
    sam: Browser, scripts: dict[str, str]
) -> None:
    page = save(sam, prompts="transformative", **scripts)

    assert page.request.path.endswith("/edit")
    assert "What had you been taking for granted?" in words(page)
    assert "What you wrote to those prompts is kept." in words(page)
    back = sam.post(f"{ONE}/edit", {**page_values(page), "prompts": "what happened"})
    assert "We had &lt;b&gt;no&lt;/b&gt; interpreter" in back.text


def test_what_was_typed_when_the_visit_had_ended_can_be_saved_afterwards(
    sam: Browser, link: Link, clock: SetClock
) -> None:
    fields = page_values(sam.get(f"{ONE}/edit"))
    clock.advance(hours=12, seconds=1)
    refused = sam.post(f"{ONE}/edit", {**FILLED, **fields})
    assert_refused(refused, says="was not saved")
    assert "We had &lt;b&gt;no&lt;/b&gt; interpreter</textarea>" in refused.text, "to be copied"

    sam.launch(SAM, link)
    sam.get(NEW)

    assert sam.post(f"{ONE}/edit", {**FILLED, **fields}).status_code == 200
    assert "A night on call" in words(sam.get(ONE))


def test_what_was_typed_into_what_another_tab_submitted_is_shown_to_be_copied(
    sam: Browser,
) -> None:
    fields = page_values(save(sam, then="files"))
    sam.get(f"{ONE}/submit")
    sam.post(f"{ONE}/submit", {"course": "1"})
    sam.get(NEW)

    refused = sam.post(f"{ONE}/edit", {**FILLED, **fields, "title": "Typed too late"})

    assert_refused(refused, 409, says="Copy it before you leave this page")
    assert "Typed too late</textarea>" in refused.text
    assert fields.get("page", "no name") not in refused.text
