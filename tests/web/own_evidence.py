"""A reflective account that Sam fills in over HTTP, without scripts."""

import re
from typing import Any

from werkzeug.test import TestResponse

from demo.courses import Link
from tests.builders import SAM, Browser

NEW = "/portfolio/evidence/new"
ONE = "/portfolio/evidence/1"
FILLED: dict[str, Any] = {
    "title": "A night on call",
    "day": "1",
    "month": "3",
    "year": "2026",
    "happened-w1": "We had <b>no</b> interpreter",
    "filed": ["enhance:D1"],
    "mapped": ["enhance:PO1"],
    "reason-enhance:PO1": "I asked what mattered",
    "then": "page",
}


def begun(browser: Browser, link: Link) -> Browser:
    """Sam, with a reflective account just begun and its form open."""
    browser.launch(SAM, link)
    browser.get(NEW)
    browser.post(NEW, {"sort": "reflective_account"})
    return browser


def page_values(answer: TestResponse) -> dict[str, str]:
    """What the page says of itself: its name, and the revision it was made from."""
    found = re.findall(r'name="(page|seen)" value="([^"]*)"', answer.text)
    return dict(found)


def save(browser: Browser, path: str = f"{ONE}/edit", **changes: Any) -> TestResponse:
    """Send the whole form as a page without scripts does."""
    sent = {**FILLED, **page_values(browser.get(f"{ONE}/edit")), **changes}
    return browser.post(path, sent)
