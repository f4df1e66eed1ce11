"""Content folders: the shipped one copied, changed, and loaded."""

import shutil
from pathlib import Path

from lti_tool.app.building import Tool
from lti_tool.services.library import Loaded
from tests.builders import ACTIVITY, CONTENT

FILE = f"{ACTIVITY}.md"


def shipped_text() -> str:
    return (CONTENT / "activities" / FILE).read_text()


def next_version() -> str:
    """The shipped activity in a second version, with another summary."""
    text = shipped_text().replace("\nversion: 1\n", "\nversion: 2\n", 1)
    return text.replace("\nsummary: A structured", "\nsummary: A new structured", 1)


def content_folder(folder: Path, text: str | None = None) -> Path:
    """The shipped framework and one shipped activity, with another text of it if there is one."""
    copied = folder / "content"
    shutil.copytree(CONTENT, copied)
    for file in (copied / "activities").glob("*.md"):
        if file.name != FILE:
            file.unlink()
    if text is not None:
        (copied / "activities" / FILE).write_text(text)
    return copied


def load(tool: Tool, folder: Path, text: str) -> Loaded:
    return tool.library.load(content_folder(folder, text))


def retire(tool: Tool, folder: Path) -> None:
    """Publish a version of the shipped activity that says it is retired."""
    load(tool, folder, next_version().replace("\nversion: 2\n", "\nversion: 2\nretired: true\n"))


def bring_back(tool: Tool, folder: Path) -> None:
    """Publish a version that no longer says so."""
    load(tool, folder, next_version().replace("\nversion: 2\n", "\nversion: 3\n"))
