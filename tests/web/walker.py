"""Somebody who does any activity to its end over HTTP, from what its pages ask for."""

from io import BytesIO
from typing import Any

from demo.courses import Link
from lti_tool.learning.activities import (
    Activity,
    ChoiceQuestion,
    KnowledgeCheck,
    Log,
    MatchingQuestion,
    OrderingQuestion,
    Part,
    Question,
    ShortAnswerQuestion,
)
from lti_tool.learning.parts import Upload, prompts_of
from lti_tool.learning.questions import matched
from tests.builders import SAM, Browser
from tests.exchange.uploaded import PDF

ENTRY = {
    "entry-day": "2",
    "entry-month": "3",
    "entry-year": "2026",
    "entry-setting": "A ward",
    "entry-role": "Pharmacist",
    "entry-hours": "8",
    "entry-what": "Listened <b>well</b>.",
}


def activity_of(browser: Browser, code: str) -> Activity:
    found: Activity = browser.tool.library.preview(code).activity
    return found


def right_fields(question: Question) -> list[str]:
    """What the fields of a question hold when it is answered right."""
    if isinstance(question, ShortAnswerQuestion):
        return [question.accepted[-1]]
    if isinstance(question, OrderingQuestion):
        places = [matched(key, str(n)) for n, key in enumerate(question.right, start=1)]
        return sorted(places)
    assert isinstance(question, (ChoiceQuestion, MatchingQuestion))
    return sorted(question.right)


def fields_of(part: Part) -> dict[str, Any]:
    """What completes a part, but for the entries of a log and the files of an upload."""
    if isinstance(part, KnowledgeCheck):
        return {question.key: right_fields(question) for question in part.questions}
    if isinstance(part, Log):
        return {part.key: "finished"}
    return {prompt.key: f"To {prompt.key}: mine." for prompt in prompts_of(part)}


def begin(browser: Browser, link: Link, person: str = SAM) -> None:
    browser.launch(person, link)
    browser.get("/activity")
    browser.post("/attempts")


def fill_log(browser: Browser, part: Log, attempt: int = 1) -> None:
    """Add as many entries as a log asks for."""
    path = f"/attempts/{attempt}/parts/{part.key}"
    hours = int(part.least_hours or 0)
    for number in range(max(part.least_entries or 1, -(-hours // 8))):
        browser.get(path)
        added = browser.post(f"{path}/entries", {**ENTRY, "page": f"page{number}"})
        assert added.status_code == 200, added.text


def fill_upload(browser: Browser, part: Upload, attempt: int = 1) -> None:
    """Hand in as many files as an upload asks for."""
    path = f"/attempts/{attempt}/parts/{part.key}"
    for number in range(part.least):
        browser.get(path)
        sent = {"upload-file": (BytesIO(PDF), f"page{number}.pdf"), "upload-tick": "yes"}
        added = browser.post(f"{path}/files", sent)
        assert added.status_code == 200, added.text


def do_parts(browser: Browser, activity: Activity, attempt: int = 1) -> None:
    for part in activity.parts:
        path = f"/attempts/{attempt}/parts/{part.key}"
        if isinstance(part, Log):
            fill_log(browser, part, attempt)
        if isinstance(part, Upload):
            fill_upload(browser, part, attempt)
        assert browser.get(path).status_code == 200
        assert browser.post(path, fields_of(part)).status_code == 200
