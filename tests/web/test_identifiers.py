"""What may tell who a patient is: said beneath a field, and listed before a course reads it."""

import re

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.parts import prompts_of
from lti_tool.store.tables import Evidence
from tests.builders import SAM, Browser, place
from tests.web.own_evidence import ONE, begun, save
from tests.web.refusals import assert_refused, kept, words
from tests.web.walker import activity_of, begin, do_parts

CODE = "what-matters-to-you"
TICK = "I have looked at these. None of them tells who a patient is."


def look(browser: Browser, text: str, **more: str) -> str:
    answer = browser.post("/identifiers", {"text": text, **more})
    assert answer.status_code == 200
    return words(answer)


def digest_in(page: str) -> str:
    found = re.search(r'name="looked_at"[^>]*value="([0-9a-f]+)"', page)
    assert found
    return found.group(1)


# ---- while it is written


def test_a_text_is_answered_with_what_was_found_and_nothing_of_it_is_kept(
    browser: Browser, tool: Tool, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")

    said = look(browser, "I met Mrs <b>Oakes & Mr Oakes of M1 1AE. Mr Oakes!")

    assert said == (
        "This may tell who a patient is. Take it out or change it: "
        "“Mr Oakes” looks like a name “M1 1AE” looks like a postcode"
    )
    assert "Oakes" not in caplog.text
    assert kept(tool, Evidence) == 0


def test_a_text_that_tells_of_nobody_is_answered_with_nothing(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")

    assert look(browser, "The patient was well.") == ""
    assert look(browser, "") == ""


def test_what_is_written_comes_back_as_text(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")

    answer = browser.post(
        "/identifiers", {"text": "NHS no <i>1</i> x'y\"<z>@example.org Mr O'Oakes"}
    )

    assert "<i>" not in answer.text
    assert "&#39;" in answer.text


def test_the_name_of_a_file_is_read_as_one(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")

    assert look(browser, "Mrs_Oakes.pdf") == ""
    assert "Mrs_Oakes" in look(browser, "Mrs_Oakes.pdf", is_file_name="yes")


def test_no_more_is_looked_through_than_a_text_can_have(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")

    assert look(browser, "word " * 4_000 + "Mrs Oakes") == ""


def test_only_who_is_here_has_a_text_looked_through(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    path = f"{browser.visit}/identifiers"

    assert_refused(browser.another().client.post(path, data={"text": "Mrs Oakes"}), 403)
    assert browser.client.post(path, data={"text": "Mrs Oakes"}).status_code == 400


def test_each_free_text_of_a_piece_of_evidence_is_watched(browser: Browser, link: Link) -> None:
    page = begun(browser, link).get(f"{ONE}/edit").text

    fields = re.findall(r"<textarea[^>]*>|<input[^>]*type=\"text\"[^>]*>", page)
    free = [one for one in fields if not re.search(r'name="(day|month|year)"', one)]
    assert len(free) > 4
    assert [one for one in free if "data-identifiers" not in one] == []
    assert 'data-look="' in page


def test_each_free_text_of_an_activity_is_watched(browser: Browser, platform: Platform) -> None:
    begin(browser, place(platform, activity=CODE, points=1))

    for part in activity_of(browser, CODE).parts:
        page = browser.get(f"/attempts/1/parts/{part.key}").text
        fields = re.findall(r"<textarea[^>]*>", page)
        assert len(fields) >= len(prompts_of(part))
        assert [one for one in fields if "data-identifiers" not in one] == []


# ---- before a course reads it


def test_an_attempt_is_shown_again_with_what_was_found_where(
    browser: Browser, platform: Platform, tool: Tool
) -> None:
    begin(browser, place(platform, activity=CODE, points=1))
    activity = activity_of(browser, CODE)
    do_parts(browser, activity)
    part = next(part for part in activity.parts if prompts_of(part))
    prompt = prompts_of(part)[0]
    browser.get(f"/attempts/1/parts/{part.key}")
    browser.post(f"/attempts/1/parts/{part.key}", {prompt.key: "I met Mrs Oakes."})
    picked = activity.mapped[0]
    why = {"mapped": picked, f"reason-{picked}": "Ask MRN 482913"}
    browser.get("/attempts/1/check")

    page = browser.post("/attempts/1/check", why)

    assert page.status_code == 422
    assert "Nothing has been shared yet" in words(page)
    assert f"“Mrs Oakes” in “{prompt.text}” looks like a name" in words(page)
    assert f'href="{browser.visit}/attempts/1/parts/{part.key}#{prompt.key}"' in page.text
    assert f'href="#reason-{picked}"' in page.text
    assert "Ask MRN 482913</textarea>" in page.text
    assert kept(tool, Evidence) == 0

    digest = digest_in(page.text)
    page = browser.post("/attempts/1/check", {**why, "looked_at": digest})

    assert page.status_code == 200
    assert page.request.path.endswith("/result")
    assert kept(tool, Evidence) == 1


def test_own_evidence_is_shown_again_with_the_course_that_was_chosen(
    browser: Browser, link: Link
) -> None:
    sam = begun(browser, link)
    save(sam, title="Mrs Oakes")
    sam.get(f"{ONE}/submit")

    page = sam.post(f"{ONE}/submit", {"course": "1"})

    assert page.status_code == 422
    assert "“Mrs Oakes” in the title looks like a name" in words(page)
    assert f'href="{sam.visit}{ONE}/edit#title"' in page.text
    assert TICK in words(page)
    assert 'href="#looked-at"' in page.text
    assert 'id="looked-at"' in page.text
    assert re.search(r'name="course"[^>]* checked', page.text)

    page = sam.post(f"{ONE}/submit", {"course": "1", "looked_at": "something else"})
    assert page.status_code == 422
    page = sam.post(f"{ONE}/submit", {"course": "1", "looked_at": digest_in(page.text)})
    assert page.request.path.endswith(ONE)
