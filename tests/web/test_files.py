"""Handing files in over HTTP: the page of an upload part, what is refused, how a file is opened."""

import html
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.store.tables import Attachment
from tests.builders import MEI, SAM, TEACHER, Browser, SetClock, place, settings_for
from tests.exchange.uploaded import PDF
from tests.handing_in import CODE, PART, load_activity
from tests.web.refusals import assert_refused, kept, words
from tests.web.walker import begin

PATH = f"/attempts/1/parts/{PART}"


@pytest.fixture
def link(tool: Tool, platform: Platform, tmp_path: Path) -> Link:
    load_activity(tool, tmp_path)
    placed: Link = place(platform, activity=CODE, points=1)
    return placed


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    begin(browser, link)
    browser.get(PATH)
    return browser


def add(
    browser: Browser,
    content: bytes = PDF,
    name: str = "Our plan.pdf",
    path: str = PATH,
    tick: str = "yes",
) -> TestResponse:
    assert browser.last is not None
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.last.text)
    assert token
    fields = {
        "csrf_token": html.unescape(token[1]),
        "upload-file": FileStorage(BytesIO(content), name),
        "upload-tick": tick,
    }
    # In memory: the client's own way leaves a temporary file open behind a large one.
    boundary, body = encode_multipart(fields)
    answer = browser.client.post(
        f"{browser.visit}{path}/files",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        follow_redirects=True,
    )
    browser.last = answer if "csrf_token" in answer.text else browser.last
    return answer


def submit(browser: Browser) -> TestResponse:
    browser.get("/attempts/1/parts/p2")
    browser.post("/attempts/1/parts/p2")
    return browser.post("/attempts/1/check")


def test_a_part_says_what_it_takes_before_anything_is_chosen(sam: Browser) -> None:
    page = sam.get(PATH)
    assert "No file added yet. This part asks for 1 to 2 files." in words(page)
    assert "PDF, PNG or JPG, up to 10 MB." in words(page)
    assert "All your files together: up to 200 MB." in words(page)
    assert 'accept=".pdf,.png,.jpg,.jpeg,' in page.text


def test_a_file_is_handed_in_shown_everywhere_and_submitted(sam: Browser) -> None:
    page = add(sam)
    assert page.status_code == 200
    assert page.request.path.endswith(PATH)
    for seen in (page, sam.get("/attempts/1/check")):
        assert "Our plan.pdf" in words(seen)
        assert f"{sam.visit}/files/1" in seen.text
    result = submit(sam)
    assert "Complete" in words(result)
    assert f"{sam.visit}/files/1" in result.text


def test_a_file_is_removed_again(sam: Browser) -> None:
    add(sam)
    page = sam.post(f"{PATH}/files/1/remove")
    assert "Our plan.pdf" not in words(page)
    assert "No file added yet" in words(page)
    assert kept(sam.tool, Attachment) == 0
    assert_refused(sam.get("/files/1"), 404)


def test_a_part_that_is_full_asks_for_no_more(sam: Browser) -> None:
    add(sam)
    page = add(sam)
    assert "2 files added" in words(page)
    assert "upload-file" not in page.text
    page = add(sam)
    assert page.status_code == 422
    assert "takes up to 2 files" in words(page)


@pytest.mark.parametrize(
    ("content", "name", "given", "said"),
    [
        (b"", "", {}, "Choose a file"),
        (b"", "empty.pdf", {}, "The file is empty"),
        (b"<html><script>alert(1)</script>", "plan.pdf", {}, "this is a web page"),
        (PDF[:20], "plan.pdf", {}, "The PDF is damaged"),
        (PDF, "plan.pdf", {"tick": ""}, "no patient can be recognised"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    sam: Browser, content: bytes, name: str, given: dict[str, str], said: str
) -> None:
    page = add(sam, content, name, **given)
    assert page.status_code == 422
    assert words(page).count(said) >= 2  # above the page and beside the field
    assert "There is a problem" in words(page)
    assert kept(sam.tool, Attachment) == 0


def test_a_name_is_shown_and_no_path_or_markup_in_it(sam: Browser) -> None:
    page = add(sam, name="../../<b>my\u202eplan</b>.exe")
    assert "b .exe.pdf" in words(page)
    assert "<b>my" not in page.text
    assert ".." not in words(page).partition("Your files")[2]


def test_a_form_without_a_token_is_refused(sam: Browser) -> None:
    data = {"upload-file": (BytesIO(PDF), "plan.pdf"), "upload-tick": "yes"}
    answer = sam.client.post(f"{sam.visit}{PATH}/files", data=data)
    assert_refused(answer, 400, says="did not prove")
    assert kept(sam.tool, Attachment) == 0


def test_a_form_that_brings_no_file_at_all_is_told_to_choose_one(sam: Browser) -> None:
    page = sam.post(f"{PATH}/files", {"upload-file": "a text", "upload-tick": "yes"})
    assert page.status_code == 422
    assert "Choose a file" in words(page)


class TestAFileThatIsTooLarge:
    @pytest.fixture
    def tool(self, home: Path, clock: SetClock) -> Any:
        built = build_tool(settings_for(home, file_mb=1), clock)
        yield built
        built.close()

    def test_by_a_little_is_refused_on_its_page(self, sam: Browser) -> None:
        page = add(sam, PDF + bytes(1024 * 1024))
        assert page.status_code == 422
        assert "The file is larger than 1 MB" in words(page)

    def test_by_far_gets_a_sentence(self, sam: Browser) -> None:
        page = add(sam, PDF + bytes(3 * 1024 * 1024))
        assert_refused(page, 413, says="A file may have up to 1 MB. Nothing of this one was kept.")
        assert kept(sam.tool, Attachment) == 0

    def test_but_as_large_as_it_may_be_is_kept(self, sam: Browser) -> None:
        add(sam, PDF[:9] + bytes(1024 * 1024 - len(PDF)) + PDF[9:])
        assert kept(sam.tool, Attachment) == 1

    def test_is_no_reason_to_let_other_forms_grow(self, sam: Browser) -> None:
        data = {"csrf_token": "x" * (1100 * 1024)}
        assert_refused(
            sam.post("/attempts/1/parts/p2", data), 413, says="no text may have more than"
        )


def test_where_no_script_runs_the_page_says_that_going_on_adds_no_file(sam: Browser) -> None:
    sentence = "Add it first with “Add this file”: “Save and continue” does not add it."
    assert sentence in words(sam.get(PATH))


class TestOpening:
    @pytest.fixture
    def sam(self, browser: Browser, link: Link) -> Browser:
        begin(browser, link)
        browser.get(PATH)
        add(browser, name="Plan für Zoë.pdf")
        return browser

    def test_saves_a_file_and_shows_nothing(self, sam: Browser) -> None:
        with sam.client.get(f"{sam.visit}/files/1") as answer:
            assert answer.status_code == 200
            assert answer.data == PDF
            headers = answer.headers
        assert headers["Content-Type"] == "application/pdf"
        assert headers["Content-Disposition"] == (
            'attachment; filename="Plan fur Zoe.pdf"; '
            "filename*=UTF-8''Plan%20f%C3%BCr%20Zo%C3%AB.pdf"
        )
        assert headers["Content-Length"] == str(len(PDF))
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        policy = headers["Content-Security-Policy"].split("; ")
        assert policy[:2] == ["default-src 'none'", "sandbox"]

    def test_is_closed_to_others_and_opened_to_instructors_once_submitted(
        self, sam: Browser, link: Link
    ) -> None:
        other, teacher = sam.another(), sam.another()
        other.launch(MEI, link)
        teacher.launch(TEACHER, link)
        for somebody in (other, teacher):
            assert_refused(somebody.get("/files/1"), 404, says="not open to you")
        submit(sam)
        assert_refused(other.get("/files/1"), 404)
        with teacher.get("/files/1") as answer:
            assert answer.data == PDF
        assert_refused(teacher.get("/files/2"), 404)

    def test_needs_a_visit(self, sam: Browser) -> None:
        answer = sam.another().client.get(f"{sam.visit}/files/1")
        assert_refused(answer, 403, says="This visit has ended")


class TestOwnEvidence:
    @pytest.fixture
    def path(self, browser: Browser, link: Link) -> str:
        browser.launch(SAM, link)
        browser.get("/portfolio/evidence/new")
        browser.post("/portfolio/evidence/new", {"sort": "certificate"})
        browser.get("/portfolio/evidence/1/files")
        return "/portfolio/evidence/1"

    def test_takes_files_of_all_types_and_gives_them_back(
        self, browser: Browser, path: str
    ) -> None:
        assert "PDF, DOCX, PNG or JPG" in words(browser.get(f"{path}/files"))
        page = add(browser, path=path)
        assert "Our plan.pdf" in words(page)
        assert "1 file added. There is room for 5." in words(page)
        assert f"{browser.visit}/files/1" in browser.get(path).text
        browser.get(f"{path}/files")
        page = browser.post(f"{path}/files/1/remove")
        assert "No file added yet" in words(page)

    def test_says_what_is_wrong_beside_the_field(self, browser: Browser, path: str) -> None:
        page = add(browser, b"words", path=path, tick="")
        assert page.status_code == 422
        assert words(page).count("no patient can be recognised in it") == 2
        assert "The file has to be PDF, DOCX, PNG or JPG" in words(page)


def test_an_instructor_sees_in_the_preview_what_is_to_be_handed_in(
    browser: Browser, link: Link
) -> None:
    browser.launch(TEACHER, link)
    assert "Learners hand in 1 to 2 files: PDF, PNG or JPG." in words(browser.get("/"))
