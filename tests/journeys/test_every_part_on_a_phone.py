"""A learner does every sort of part and of question on a phone, and the course hears of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from lti_tool.app.building import HOME
from lti_tool.exchange.activities import read_activity
from lti_tool.learning.activities import (
    Activity,
    ChoiceQuestion,
    KnowledgeCheck,
    Log,
    Part,
    PartSort,
    Question,
    QuestionSort,
    Reading,
    ShortAnswerQuestion,
    Upload,
)
from lti_tool.learning.parts import prompts_of
from tests.exchange.uploaded import PDF
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import when_the_learner_begins, when_the_learner_goes_on
from tests.web.walker import right_fields

PHONE = ViewportSize(width=375, height=667)
FOLDER = HOME / "config" / "activities"
# Between them they have every sort of part, and the second every sort of question.
CODES = ("a-small-change-that-lasts", "breathing-easier-wasting-less", "what-matters-to-you")


def an_activity(code: str) -> Activity:
    return read_activity(FOLDER / f"{code}.md")


def when_a_question_is_answered(page: Page, question: Question) -> None:
    right = right_fields(question)
    if isinstance(question, ChoiceQuestion):
        for option in right:
            page.locator(f'input[name="{question.key}"][value="{option}"]').check()
    elif isinstance(question, ShortAnswerQuestion):
        page.locator(f'input[name="{question.key}"]').fill(right[0])
    else:
        for value in right:
            select = page.locator(f'select[name="{question.key}"]').filter(
                has=page.locator(f'option[value="{value}"]')
            )
            select.select_option(value)


def when_an_entry_is_added(page: Page) -> None:
    typed = {"day": "1", "month": "3", "year": "2026", "setting": "A clinic", "role": "Nurse"}
    for field, text in {**typed, "hours": "8", "what": "Looked on"}.items():
        page.locator(f"#entry-{field}").fill(text)
    page.get_by_role("button", name="Add this entry").click()


def when_a_log_is_kept(page: Page, part: Log) -> None:
    for number in range(max(part.least_entries or 1, -(-int(part.least_hours or 0) // 8))):
        when_an_entry_is_added(page)
        entries = re.compile(rf"^{number + 1} (of|entry|entries)\b")
        expect(page.locator(".tool-totals")).to_have_text(entries)
    page.get_by_label("I have finished this log").check()


def when_a_file_is_added(page: Page, folder: Path) -> None:
    file = folder / "poster.pdf"
    file.write_bytes(PDF)
    page.locator("input[type=file]").set_input_files(file)  # under the design system's button
    page.get_by_label("No patient can be recognised in this file").check()
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_role("link", name="poster.pdf")).to_be_visible()


def when_a_part_is_done(page: Page, part: Part, folder: Path) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(part.title)
    if isinstance(part, KnowledgeCheck):
        for question in part.questions:
            when_a_question_is_answered(page, question)
    elif isinstance(part, Log):
        when_a_log_is_kept(page, part)
    elif isinstance(part, Upload):
        when_a_file_is_added(page, folder)
    for prompt in prompts_of(part):
        page.locator(f'textarea[name="{prompt.key}"]').fill("Something I took from it.")
    if not isinstance(part, Reading):
        then_everybody_can_use_it(page.main_frame)
        page.set_viewport_size(PHONE)
    when_the_learner_goes_on(page.main_frame)


def test_the_activities_of_these_journeys_have_every_sort() -> None:
    activities = [an_activity(code) for code in CODES]
    assert {part.sort for one in activities for part in one.parts} == {*PartSort}
    assert {question.sort for one in activities for question in one.questions} == {*QuestionSort}


@pytest.mark.long
@pytest.mark.parametrize("code", CODES)
def test_every_part_can_be_done_on_a_phone(page: Page, lms: Lms, code: str, tmp_path: Path) -> None:
    activity = an_activity(code)
    column = {"scoreMaximum": activity.points, "label": activity.title, "resourceId": code}
    link = lms.place(custom={"activity": code}, lineItem=column)
    page.set_viewport_size(PHONE)
    page.goto(lms.launch(SAM, link))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    when_the_learner_begins(page.main_frame)

    for part in activity.parts:
        when_a_part_is_done(page, part, tmp_path)
    then_everybody_can_use_it(page.main_frame)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Submit").click()

    expect(page.locator(".tool-score--delivered")).to_be_visible()
    then_everybody_can_use_it(page.main_frame)
