"""Debian's chromium as different people have it: cookies in frames kept, kept apart, or none."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Playwright, WebError

VIEWPORT = {"width": 1280, "height": 800}
LONGEST_WAIT_MS = 60_000
"""On however busy a machine; what comes sooner is waited for no longer."""


class Cookies(StrEnum):
    """What the browser does with the cookies of a site that is framed by another."""

    ALLOWED = "allowed"
    PARTITIONED = "partitioned"
    """Chromium's default: only those that a site marks as partitioned, one jar for each top."""
    NONE = "none"


_PREFERENCES: dict[Cookies, dict[str, Any]] = {
    Cookies.ALLOWED: {"cookie_controls_mode": 0},
    Cookies.PARTITIONED: {"cookie_controls_mode": 1},
    Cookies.NONE: {
        "cookie_controls_mode": 1,
        # What the tool at localhost may keep while the page at the top is the LMS's: nothing.
        "content_settings": {"exceptions": {"cookies": {"localhost,127.0.0.1": {"setting": 2}}}},
    },
}


def executable() -> str:
    """Return where chromium is; without one, skip."""
    found = shutil.which("chromium")
    if found is None:
        # In .ci/run a skipped test counts as a failed one.
        pytest.skip("there is no chromium here (Debian: apt-get install chromium)")
    return found


@contextmanager
def open_context(
    playwright: Playwright, folder: Path, cookies: Cookies, **options: Any
) -> Iterator[BrowserContext]:
    """Open a browser with a profile of its own."""
    preferences = folder / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": _PREFERENCES[cookies]}))  # read at the start
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=executable(),
        headless=True,
        timeout=2 * LONGEST_WAIT_MS,
        args=["--no-sandbox", "--disable-dev-shm-usage"],
        viewport=options.pop("viewport", VIEWPORT),
        **options,
    )
    context.set_default_timeout(LONGEST_WAIT_MS)
    try:
        yield context
    finally:
        context.close()


@dataclass
class Complaints:
    """What the browser complains about: errors, warnings, violations of the content policy."""

    said: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, *words: str) -> None:
        """Take complaints with these words for part of the story."""
        self.expected.extend(words)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.text} ({message.location.get('url')})")

    def hear_error(self, error: WebError) -> None:
        self.said.append(f"{error.error}")

    @property
    def unexpected(self) -> list[str]:
        return [said for said in self.said if not any(words in said for words in self.expected)]
