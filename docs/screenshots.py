"""Make the pictures of the README: start the demo, walk through it, and look.

Run it as ``.venv/bin/python docs/screenshots.py``; it needs Debian's chromium.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Frame, Page, ViewportSize, sync_playwright

from lti_tool.exchange.activities import read_activity

HOME = Path(__file__).parents[1]
IMAGES = HOME / "docs" / "img"
MOST_BYTES = 250_000
LONGEST_START = 60.0  # seconds; five are usual
WINDOW = ViewportSize(width=1280, height=1000)
PHONE = ViewportSize(width=375, height=812)
PRIYA, SAM, COURSE = "3", "4", "2"
ACTIVITY = read_activity(HOME / "config" / "activities" / "medicines-that-add-up.md")


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


def _choose(page: Page, lms: str) -> None:
    """The course admin picks an activity."""
    page.goto(f"{lms}/as/{PRIYA}/courses/{COURSE}")
    page.get_by_role("button", name="Add activities").click()
    picker = _frame(page)
    picker.get_by_role("checkbox", name=ACTIVITY.title).check()
    _take(page, "picker-in-the-course")
    picker.get_by_role("button", name="Add to course").click()
    page.get_by_text("was added").wait_for()


def _answer(page: Page, lms: str) -> str:
    """A learner reads, and answers in the course's frame; gives the address of the launch."""
    page.goto(f"{lms}/as/{SAM}/courses/{COURSE}")
    link = page.get_by_role("link", name="Open in new tab").get_attribute("href")
    page.get_by_role("link", name="Open", exact=True).click()
    view = _frame(page)
    view.get_by_role("button", name="Start").click()
    for part in ACTIVITY.parts[:-1]:
        view.get_by_role("heading", name=part.title).wait_for()
        view.get_by_role("button", name="Save and continue").click()
    view.get_by_role("heading", name=ACTIVITY.parts[-1].title).wait_for()
    # One answer is less than right, so that the result shows what is said then.
    for number, question in enumerate(ACTIVITY.questions):
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


def _frame(page: Page) -> Frame:
    frame = page.locator("iframe[name=contentframe]").element_handle().content_frame()
    if frame is None:
        raise RuntimeError("the course shows no frame")
    return frame


def _take(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
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
