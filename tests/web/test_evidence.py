"""Evidence of one's own, over HTTP: its forms, what they refuse, who can open what."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.own_evidence import OWN_SORTS
from lti_tool.store.tables import Attachment, Evidence
from tests.builders import MEI, SAM, TEACHER, Browser
from tests.exchange.uploaded import PDF
from tests.services.handing import brought, owner_of
from tests.store.many import counted
from tests.web.own_evidence import FILLED, NEW, ONE, begun, page_values, save
from tests.web.refusals import assert_refused, kept, words


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    return begun(browser, link)


def submit(browser: Browser) -> TestResponse:
    save(browser)
    browser.get(f"{ONE}/submit")
    return browser.post(f"{ONE}/submit", {"course": "1"})


def test_what_to_add_has_to_be_chosen(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get(NEW)

    page = browser.post(NEW)

    assert page.status_code == 422
    assert "Choose what you want to add" in words(page)
    assert kept(tool, Evidence) == 0


@pytest.mark.parametrize("sort", OWN_SORTS)
def test_every_name_in_a_page_of_a_sort_means_one_thing(
    browser: Browser, link: Link, sort: EvidenceSort
) -> None:
    """A label or a link would lead to the first of two that are called the same."""
    browser.launch(SAM, link)
    browser.get(NEW)

    page = browser.post(NEW, {"sort": sort})

    names = re.findall(r'\sid="([^"]+)"', page.text)
    assert names
    assert not {name for name in names if names.count(name) > 1}


def test_a_piece_is_filled_in_submitted_read_and_withdrawn(sam: Browser, link: Link) -> None:
    page = save(sam, then="submit")
    assert page.request.path.endswith(f"{ONE}/submit")
    assert "Instructors of Generalist skills, autumn cohort can read it and its files" in words(
        page
    )
    page = sam.post(f"{ONE}/submit", {"course": "1"})
    assert "Waiting for review since" in words(page)
    assert "You submitted it to Generalist skills, autumn cohort" in words(page)
    assert "Nobody but you has opened it." in words(page)

    teacher = sam.another()
    teacher.launch(TEACHER, link)
    read = words(teacher.get("/review/evidence/1"))
    assert "We had &lt;b&gt;no&lt;/b&gt; interpreter" in read
    assert "I asked what mattered" in read

    assert "Priya Raman opened it" in words(sam.get(ONE))
    assert "Nobody but you can see it now" in words(withdraw(sam))
    assert_refused(teacher.get("/review/evidence/1"), 404, says="may have withdrawn it")


def withdraw(browser: Browser) -> TestResponse:
    browser.get(f"{ONE}/withdraw")
    return browser.post(f"{ONE}/withdraw")


def test_a_submit_that_is_refused_says_what_is_left(sam: Browser) -> None:
    assert "Something is left to do" in words(sam.get(f"{ONE}/submit"))
    sam.get(NEW)

    page = sam.post(f"{ONE}/submit", {"course": "1"})

    assert page.status_code == 422
    assert "Title: give it a title" in words(page)
    assert "Private." in words(sam.get(ONE))


def test_what_is_not_ready_to_submit_is_saved_all_the_same(sam: Browser) -> None:
    page = save(sam, then="submit", filed=[])

    assert page.status_code == 422
    assert "Choose at least one domain" in words(page)
    assert "All saved, not ready to submit yet" in words(page)
    assert "Not all saved" not in words(page).split("Save and go on to submit")[1]


def test_no_day_is_shown_until_one_was_said(sam: Browser) -> None:
    save(sam, day="31", month="2", year="2026")

    assert "Reflective account, no date yet" in words(sam.get(ONE))
    assert "No date yet, reflective account" in words(sam.get("/portfolio/timeline"))
    save(sam)
    assert "Reflective account, 1 March 2026" in words(sam.get(ONE))
    assert "1 March 2026, reflective account" in words(sam.get("/portfolio/timeline"))


def test_a_course_has_to_be_chosen(sam: Browser) -> None:
    save(sam)
    for course in ({}, {"course": "2"}, {"course": "9" * 50}, {"course": "x"}):
        sam.get(f"{ONE}/submit")
        page = sam.post(f"{ONE}/submit", course)
        assert page.status_code == 422
        assert "Choose a course" in words(page)


def test_a_submitted_piece_is_not_edited_by_any_way(sam: Browser) -> None:
    submit(sam)
    for path in ("edit", "submit"):
        assert sam.get(f"{ONE}/{path}").request.path.endswith(ONE)
    for path in ("edit", "draft"):
        sam.get(NEW)
        assert_refused(sam.post(f"{ONE}/{path}", FILLED), 409, says="Withdraw it first")
    assert "It cannot be deleted" in words(sam.get(f"{ONE}/delete"))


def test_a_private_piece_is_deleted_with_its_file(sam: Browser, tool: Tool) -> None:
    services = tool.app.extensions["lti_tool"]
    here = services.visits.enter(sam.visit.removeprefix("/v/"))
    services.attachments.add_to_evidence(owner_of(here), 1, brought(PDF, "plan.pdf"))
    assert "plan.pdf" in sam.get(ONE).text
    assert "its file" in words(sam.get(f"{ONE}/delete"))

    page = sam.post(f"{ONE}/delete")

    assert page.request.path.endswith("/portfolio")
    assert (kept(tool, Evidence), kept(tool, Attachment)) == (0, 0)
    assert_refused(sam.get(ONE), 404)


def test_saving_leads_to_the_files_for_whoever_asks(sam: Browser) -> None:
    assert save(sam, then="files").request.path.endswith(f"{ONE}/files")
    assert save(sam, then="nowhere").request.path.endswith(ONE)


def test_an_outcome_is_showcased_and_taken_back(sam: Browser) -> None:
    save(sam)
    mapping = re.search(r'name="mapping" value="(\d+)"', sam.get(ONE).text)
    assert mapping

    page = sam.post(f"{ONE}/showcase", {"mapping": mapping.group(1), "showcase": "on"})
    assert "In your showcase" in words(page)
    page = sam.post(f"{ONE}/showcase", {"mapping": mapping.group(1), "showcase": "off"})
    assert "In your showcase" not in words(page)
    assert_refused(sam.post(f"{ONE}/showcase", {"mapping": "x", "showcase": "on"}), 404)


def test_a_fourth_piece_is_not_showcased(sam: Browser, tool: Tool) -> None:
    for number in range(2, 5):
        sam.get(NEW)
        sam.post(NEW, {"sort": "project"})
        sent = {"mapped": "enhance:PO1", "reason-enhance:PO1": "Because"}
        fields = page_values(sam.get(f"/portfolio/evidence/{number}/edit"))
        sam.post(f"/portfolio/evidence/{number}/edit", {**sent, **fields})
    save(sam)
    answers = []
    for number in range(1, 5):
        page = sam.get(f"/portfolio/evidence/{number}")
        mapping = re.search(r'name="mapping" value="(\d+)"', page.text)
        assert mapping
        sent = {"mapping": mapping.group(1), "showcase": "on"}
        answers.append(sam.post(f"/portfolio/evidence/{number}/showcase", sent))

    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert "Take one of them back first" in words(answers[3])
    assert kept(tool, Evidence) == 4


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("edit", FILLED),
        ("draft", FILLED),
        ("submit", {"course": "1"}),
        ("withdraw", {}),
        ("delete", {}),
        ("showcase", {"mapping": "1", "showcase": "on"}),
    ],
)
def test_a_form_without_its_token_does_nothing(
    sam: Browser, tool: Tool, path: str, sent: dict[str, Any]
) -> None:
    save(sam)
    before = words(sam.get(ONE))

    answer = sam.client.post(f"{sam.visit}{ONE}/{path}", data=sent)

    assert_refused(answer, 400, says="did not prove")
    assert words(sam.get(ONE)) == before
    assert kept(tool, Evidence) == 1


def test_the_piece_of_another_is_nowhere_to_be_found(sam: Browser, link: Link) -> None:
    submit(sam)
    other = sam.another()
    other.launch(MEI, link)

    for path in ("", "/edit", "/submit", "/withdraw", "/delete"):
        assert_refused(other.get(f"{ONE}{path}"), 404)
    for path in ("edit", "draft", "submit", "withdraw", "delete", "showcase"):
        other.get(NEW)
        assert_refused(other.post(f"{ONE}/{path}", FILLED), 404)
    assert_refused(other.get("/review/evidence/1"), 403, says="not for your role")
    assert "Waiting for review" in words(sam.get(ONE))


def test_whoever_teaches_no_longer_reads_no_longer(sam: Browser, link: Link) -> None:
    submit(sam)
    teacher = sam.another()
    teacher.launch(TEACHER, link)
    assert teacher.get("/review/evidence/1").status_code == 200
    roles = {LTI + "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]}

    sam.another().launch(TEACHER, link, change=lambda claims: claims.update(roles))

    assert_refused(teacher.get("/review/evidence/1"), 403, says="not for your role")


def test_the_page_of_what_an_activity_left_shows_its_answers(sam: Browser, link: Link) -> None:
    sam.do_activity()
    page = words(sam.get("/portfolio/evidence/2"))

    assert "8 of 8 questions answered right: passed" in page
    assert "Recognised" in page
    assert "Submitted to Generalist skills, autumn cohort" in page
    assert "A score that is in the gradebook stays there." in words(
        sam.get("/portfolio/evidence/2/withdraw")
    )
    teacher = sam.another()
    teacher.launch(TEACHER, link)
    assert "8 of 8 questions" in words(teacher.get("/review/evidence/2"))


def test_each_page_asks_its_database_few_things(sam: Browser, tool: Tool, link: Link) -> None:
    submit(sam)
    sam.do_activity()
    sam.get(NEW)
    sam.post(NEW, {"sort": "project"})
    teacher = sam.another()
    teacher.launch(TEACHER, link)
    pages = [
        *((sam, f"/portfolio/evidence/{number}") for number in (1, 2, 3)),
        *((sam, f"/portfolio/evidence/3/{name}") for name in ("edit", "submit", "delete")),
        (sam, f"{ONE}/withdraw"),
        (sam, NEW),
    ]
    for browser, path in pages:
        with counted(tool.database.engine) as said:
            assert browser.get(path).status_code == 200, path
        assert 0 < len(said) < 20, (path, len(said))


def test_whoever_misses_a_page_of_the_portfolio_is_led_to_the_portfolio(sam: Browser) -> None:
    page = sam.get("/portfolio/evidence/99")

    assert_refused(page, 404, says="Go to your portfolio and open it again from there.")
    assert f'<a href="{sam.visit}/portfolio">Go to your portfolio</a>' in page.text
    assert_refused(sam.get("/files/99"), 404, says="Go back to the page that you came from.")
    assert_refused(sam.get("/portfolio/nowhere"), 404, says="Go to your portfolio")
