"""A learner hands files in on a phone, and somebody who teaches the course opens one."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Frame, Page, ViewportSize, expect

from lti_tool.app.building import build_tool
from tests.builders import settings_for
from tests.exchange.uploaded import PDF, a_photo
from tests.handing_in import CODE, load_activity
from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import when_the_learner_begins, when_the_learner_goes_on

PHONE = ViewportSize(width=390, height=844)
MEGABYTE = 1024 * 1024
AFTER_ITS_OWN_SECOND = "() => new Promise(done => { setTimeout(done, 1100); })"
"""By the page's own clock: on a busy machine it comes to its timers later than others do."""


@pytest.fixture(scope="module")
def published(servers: Lms, servers_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The activity that asks for files, put beside those that are shipped."""
    tool = build_tool(settings_for(servers_folder, base_url=servers.tool_url))
    load_activity(tool, tmp_path_factory.mktemp("content"))
    tool.close()
    return CODE


def given_the_activity_on_a_phone(page: Page, lms: Lms, code: str) -> Frame:
    page.set_viewport_size(PHONE)
    column = {"scoreMaximum": 1, "label": "Show", "resourceId": code}
    page.goto(lms.launch(SAM, lms.place(custom={"activity": code}, lineItem=column)))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    view = page.main_frame
    when_the_learner_begins(view)
    return view


def when_the_learner_chooses(view: Frame, name: str, content: bytes) -> None:
    chosen = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    view.locator("input[type=file]").set_input_files(chosen)


def when_the_learner_adds(view: Frame, name: str, content: bytes) -> None:
    when_the_learner_chooses(view, name, content)
    view.get_by_label("No patient can be recognised in this file").check()
    view.get_by_role("button", name="Add this file").click()


def then_these_files_are_there(view: Frame, *names: str) -> None:
    links = view.locator(".tool-files a")
    expect(links).to_have_count(len(names))
    for number, name in enumerate(names):
        expect(links.nth(number)).to_have_text(name)


def test_files_are_handed_in_on_a_phone(page: Page, lms: Lms, published: str) -> None:
    view = given_the_activity_on_a_phone(page, lms, published)
    expect(view.get_by_text("This part asks for 1 to 2 files")).to_be_visible()
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)

    when_the_learner_adds(view, "IMG_0001.JPG", a_photo())
    then_these_files_are_there(view, "IMG_0001.jpg")
    when_the_learner_adds(view, "Our plan.pdf", PDF)
    then_these_files_are_there(view, "IMG_0001.jpg", "Our plan.pdf")
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)

    view.get_by_role("button", name="Remove IMG_0001.jpg").click()
    then_these_files_are_there(view, "Our plan.pdf")
    when_the_learner_goes_on(view)
    when_the_learner_goes_on(view)
    then_these_files_are_there(view, "Our plan.pdf")
    view.get_by_role("button", name="Submit").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("Complete")
    with page.expect_download() as saved:
        view.get_by_role("link", name="Our plan.pdf").click()
    assert saved.value.suggested_filename == "Our plan.pdf"
    assert saved.value.path().read_bytes() == PDF


def test_what_is_wrong_with_a_file_is_said_where_it_was_chosen(
    page: Page, lms: Lms, published: str, complaints: Complaints
) -> None:
    complaints.expect("422")  # how a page says that a form was not kept
    view = given_the_activity_on_a_phone(page, lms, published)
    when_the_learner_adds(view, "page.pdf", b"<!DOCTYPE html><html><body>Not a plan</body></html>")
    summary = view.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text("this is a web page")
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)

    view.get_by_role("button", name="Add this file").click()
    expect(summary).to_contain_text("Choose a file")
    expect(summary).to_contain_text("tick that no patient can be recognised")


@pytest.mark.long
def test_a_file_that_is_too_large_is_never_sent(page: Page, lms: Lms, published: str) -> None:
    view = given_the_activity_on_a_phone(page, lms, published)
    sent: list[str] = []  # the look for patients' identifiers is sent a name
    page.on("request", lambda request: sent.append(request.url) if request.post_data else None)
    when_the_learner_adds(view, "large.pdf", PDF + bytes(11 * MEGABYTE))
    said = view.get_by_text("The file is larger than 10 MB. Choose a smaller one")
    expect(said).to_be_visible()
    expect(view.locator("input[type=file]")).to_be_focused()
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)
    when_the_learner_chooses(view, "small.pdf", PDF)
    expect(said).to_have_count(0)
    assert not [url for url in sent if not url.endswith("/identifiers")]


@pytest.mark.long
def test_nobody_goes_on_without_the_file_that_was_chosen(
    page: Page, lms: Lms, published: str
) -> None:
    view = given_the_activity_on_a_phone(page, lms, published)
    expect(view.get_by_text("does not add it")).to_be_hidden()  # a script says so when it matters
    when_the_learner_chooses(view, "small.pdf", PDF)
    view.get_by_role("button", name="Save and continue").click()
    expect(view.get_by_text("You have chosen a file but not added it yet")).to_be_visible()
    expect(view.locator("input[type=file]")).to_be_focused()
    view.get_by_label("No patient can be recognised in this file").check()
    view.get_by_role("button", name="Add this file").click()
    then_these_files_are_there(view, "small.pdf")
    when_the_learner_goes_on(view)


def test_a_file_is_not_let_go_of_because_the_tick_is_missing(
    page: Page, lms: Lms, published: str
) -> None:
    view = given_the_activity_on_a_phone(page, lms, published)
    view.locator("input[type=file]").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    view.get_by_role("button", name="Add this file").click()
    expect(view.get_by_role("alert")).to_contain_text("tick that no patient can be recognised")
    expect(view.locator("input[type=file]")).to_be_focused()

    view.get_by_label("No patient can be recognised in this file").check()
    expect(view.get_by_role("alert")).to_have_count(0)
    page.evaluate(AFTER_ITS_OWN_SECOND)  # a button that prevents double clicks takes none before
    view.get_by_role("button", name="Add this file").click()
    expect(view.get_by_role("link", name="plan.pdf")).to_be_visible()
