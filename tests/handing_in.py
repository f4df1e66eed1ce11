"""An activity that asks for files, for tests that hand some in."""

import shutil
from pathlib import Path

from lti_tool.app.building import Tool
from tests.builders import CONTENT

CODE = "show-what-you-made"
PART = "p1"
TEXT = f"""\
---
code: {CODE}
version: 1
title: Show what you made
summary: Hand in something you made with others.
kind: evidenced_against
minutes: 30
framework: enhance
filed: [D2]
mapped: [PO2]
tagged: [T3]
scoring: completion
check_locally:
  - Who may see posters
---

# Upload: What you made

A poster, a leaflet or a photo of a whiteboard.

Files: 1 to 2. Types: pdf, png, jpg.

# Reading: What happens with it

It becomes evidence in your portfolio.
"""


def load_activity(tool: Tool, folder: Path) -> None:
    """Publish it beside what is shipped."""
    content = folder / "with-files"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("*.md"))
    (content / "activities" / f"{CODE}.md").write_text(TEXT)
    tool.library.load(content)
