"""Make the pictures of the README and the guides: start the demo, walk through it, and look.

Run it as ``.venv/bin/python docs/screenshots.py``; it needs Debian's chromium.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Frame, Locator, Page, ViewportSize, sync_playwright

from lti_tool.exchange.activities import read_activity
from lti_tool.learning.questions import ChoiceQuestion

HOME = Path(__file__).parents[1]
IMAGES = HOME / "docs" / "img"
MOST_BYTES = 150_000
COLOURS = 128  # a page of ours has few, and its picture is a third as large
LONGEST_START = 60.0  # seconds; five are usual
WINDOW = ViewportSize(width=1280, height=1000)
WIDE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=375, height=812)
PRIYA, SAM, COURSE = "3", "4", "2"
ACTIVITY = read_activity(HOME / "config" / "activities" / "medicines-that-add-up.md")
OTHERS = ("A small change that lasts", "Advocate, ally, activist", "Leaving hospital well")
OVERVIEW = "Course overview"


@dataclass(frozen=True, kw_only=True)
class Own:
    """A piece of evidence as somebody types it."""

    sort: str
    title: str
    day: tuple[str, str, str]
    texts: Mapping[str, str]
    domain: str
    outcome: str = ""
    why: str = ""


CERTIFICATE = Own(
    sort="Certificate",
    title="Improving a service, a short course",
    day=("3", "10", "2026"),
    texts={"What it was and what you took from it": "A change is tried small first, and measured."},
    domain="System working",
)
ACCOUNT = Own(
    sort="Reflective account",
    title="The price of a phone call",
    day=("9", "11", "2026"),
    texts={
        "What happened?": "Calls to our clinic were missed again and again. The line is not free.",
        "So what?": "I had taken it for carelessness.",
        "Now what?": "We ring back at once now, and I asked for a free number.",
    },
    domain="Social justice and health",
    outcome="Social justice",
    why="It shows how a small cost decides who is cared for, and what we changed.",
)


def main() -> None:
    """Make all pictures, or none where chromium is missing."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium here (Debian: apt-get install chromium).")
    IMAGES.mkdir(exist_ok=True)
    with _demo() as lms, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _walk(browser, lms)
        browser.close()


def _walk(browser: Browser, lms: str) -> None:
    desktop = browser.new_page(viewport=WINDOW)
    _choose(desktop, lms)
    link = _answer(desktop, lms)
    phone = browser.new_context(viewport=PHONE, device_scale_factor=2).new_page()
    _submit(phone, link)
    _add(phone, CERTIFICATE)
    phone.get_by_role("button", name="Save", exact=True).click()
    _add(phone, ACCOUNT)
    _hand_in(phone)
    _read(desktop, lms)
    _look_again(phone)


def _choose(page: Page, lms: str) -> None:
    """The course admin picks activities, and the two pages that a course can have."""
    page.goto(f"{lms}/as/{PRIYA}/courses/{COURSE}")
    page.get_by_role("button", name="Add activities").click()
    picker = _frame(page)
    for title in (*OTHERS, "My portfolio", OVERVIEW, ACTIVITY.title):
        picker.get_by_role("button", name=f"Add {title}", exact=True).click()
        picker.get_by_role("button", name=f"Remove {title}", exact=True).wait_for()
    picker.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    _take(page.locator("iframe[name=contentframe]"), "picker-in-the-course")
    picker.get_by_role("button", name="Continue").click()
    picker.get_by_role("button", name="Add to course").click()
    page.get_by_text("activities were added").wait_for()


def _answer(page: Page, lms: str) -> str:
    """A learner reads, and answers in the course's frame; gives the address of the launch."""
    page.goto(f"{lms}/as/{SAM}/courses/{COURSE}")
    card = _card(page, ACTIVITY.title)
    link = card.get_by_role("link", name="Open in new tab").get_attribute("href")
    card.get_by_role("link", name="Open", exact=True).click()
    view = _frame(page)
    view.get_by_role("button", name="Start").click()
    for part in ACTIVITY.parts[:-1]:
        view.get_by_role("heading", name=part.title).wait_for()
        view.get_by_role("button", name="Save and continue").click()
    view.get_by_role("heading", name=ACTIVITY.parts[-1].title).wait_for()
    # One answer is less than right, so that the result shows what is said then.
    for number, question in enumerate(ACTIVITY.questions):
        if not isinstance(question, ChoiceQuestion):
            continue
        for option in question.options:
            if option.is_right != (number == 1):
                view.locator(f'input[name="{question.key}"][value="{option.key}"]').check()
                if question.choice == "single":
                    break
    view.locator("#draft-status[data-state=saved]").wait_for()
    view.evaluate("scrollTo(0, 0)")
    _take(page, "activity-in-the-frame")
    view.get_by_role("button", name="Save and continue").click()
    view.get_by_role("heading", name="Check and submit").wait_for()
    return f"{lms}{link}"


def _submit(page: Page, link: str) -> None:
    """The learner goes on at a phone, submits, and sees the result arrive."""
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_text("In your gradebook since").wait_for()
    _take(page, "result-on-a-phone")


def _add(page: Page, own: Own) -> None:
    """The learner adds evidence without an activity, and leaves the page on which it is typed."""
    page.get_by_role("link", name="My portfolio").first.click()
    page.get_by_role("link", name="Add evidence", exact=True).click()
    page.get_by_label(own.sort).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Title").fill(own.title)
    for label, number in zip(("Day", "Month", "Year"), own.day, strict=True):
        page.get_by_label(label, exact=True).fill(number)
    for prompt, text in own.texts.items():
        page.get_by_label(prompt).fill(text)
    page.get_by_role("group", name="What is it about?").get_by_label(own.domain).check()
    if own.outcome:
        page.get_by_label(own.outcome, exact=True).check()
        page.locator("textarea:visible").last.fill(own.why)


def _hand_in(page: Page) -> None:
    """The learner submits the evidence to the course."""
    page.get_by_role("button", name="Save and go on to submit").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("Waiting for review").wait_for()


def _read(page: Page, lms: str) -> None:
    """The course admin looks at the course, and reads what was submitted."""
    page.goto(f"{lms}/as/{PRIYA}/courses/{COURSE}")
    card = _card(page, OVERVIEW)
    link = card.get_by_role("link", name="Open in new tab").get_attribute("href")
    card.get_by_role("link", name="Open", exact=True).click()
    view = _frame(page)
    view.get_by_role("link", name=ACCOUNT.title).wait_for()
    _take(page, "course-overview")
    page.goto(f"{lms}{link}")  # a page of its own has the room for two columns
    page.get_by_role("link", name=ACCOUNT.title).click()
    page.get_by_role("heading", name="Your decision").wait_for()
    page.set_viewport_size(WIDE)
    _take(page, "review")
    page.set_viewport_size(WINDOW)


def _look_again(page: Page) -> None:
    """The learner sees who has read it, and what the portfolio holds by now."""
    page.reload()
    page.get_by_role("button", name="Showcase it for this outcome").click()
    page.get_by_role("heading", name="Outcomes that it shows").evaluate(
        "one => one.scrollIntoView()"
    )
    _take(page, "own-evidence-on-a-phone")
    page.get_by_role("link", name="My portfolio", exact=True).first.click()
    page.get_by_role("table").first.evaluate("one => one.scrollIntoView()")
    _take(page, "portfolio-on-a-phone")


def _card(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.get_by_role("listitem").filter(has=heading)


def _frame(page: Page) -> Frame:
    frame = page.locator("iframe[name=contentframe]").element_handle().content_frame()
    if frame is None:
        raise RuntimeError("the course shows no frame")
    return frame


def _take(what: Page | Locator, name: str) -> None:
    page = what if isinstance(what, Page) else what.page
    page.mouse.move(0, 0)
    path = IMAGES / f"{name}.png"
    with Image.open(BytesIO(what.screenshot(animations="disabled"))) as seen:
        few = seen.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(HOME)}: {size // 1000} kB")
    if size > MOST_BYTES:
        sys.exit(f"{path.name} is larger than {MOST_BYTES // 1000} kB.")


@contextmanager
def _demo() -> Iterator[str]:
    """Run the demo in a folder that goes afterwards; gives the address of its LMS."""
    tool, platform = _free_port(), _free_port()
    command = [str(Path(sys.executable).parent / "lti-tool"), "demo"]
    command += ["--port", str(tool), "--platform-port", str(platform)]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(f"http://localhost:{tool}/readyz", process)
            yield f"http://127.0.0.1:{platform}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + LONGEST_START
    while time.monotonic() < ends:
        if process.poll() is not None:
            sys.exit("The demo did not start.")
        try:
            urlopen(address, timeout=2).close()  # noqa: S310 - loopback, our own program
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    sys.exit("The demo did not answer in time.")


if __name__ == "__main__":
    main()
