"""Every setting is explained where operators look, and nothing is explained that is not there."""

import re
from collections.abc import Iterable
from pathlib import Path

from lti_tool.settings import PREFIX, Settings
from tests.house.sources import HOME, project_files, shown

EXAMPLE = HOME / "config" / "settings.example.env"
NAME = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b")
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
PROSE = {".env", ".md", ".sh", ".toml", ".yaml", ".yml"}


def explained(text: str) -> set[str]:
    """Return the settings that a file of settings sets, or shows how to set."""
    return set(re.findall(rf"^(?:# ?)?({PREFIX}[A-Z_]+)=", text, re.MULTILINE))


def strangers(paths: Iterable[Path]) -> list[str]:
    """Find names that look like settings and are none."""
    return [
        f"{shown(path)} names {name}"
        for path in paths
        for name in sorted(set(NAME.findall(path.read_text())) - SETTINGS)
    ]


def test_every_setting_is_explained() -> None:
    assert explained(EXAMPLE.read_text()) == SETTINGS


def test_the_front_page_names_every_setting() -> None:
    page = (HOME / "README.md").read_text()

    assert not [name for name in sorted(SETTINGS) if f"`{name.removeprefix(PREFIX)}`" not in page]


def test_every_explanation_comes_first() -> None:
    """A paragraph of the example begins with words, then come the settings they are about."""
    paragraphs = EXAMPLE.read_text().strip().split("\n\n")

    assert not [text for text in paragraphs if explained(text) and explained(text.splitlines()[0])]


def test_no_page_names_a_setting_that_is_not_there() -> None:
    pages = [path for path in project_files() if path.suffix in PROSE or path.name == "Makefile"]

    assert not strangers(pages)


def test_a_setting_that_is_not_there_is_noticed() -> None:
    assert NAME.findall("export LTI_TOOL_COLOUR=red") == ["LTI_TOOL_COLOUR"]
    assert "LTI_TOOL_COLOUR" not in SETTINGS
    assert explained("# LTI_TOOL_COLOUR=red\nLTI_TOOL_SHAPE=\n# see LTI_TOOL_OTHER") == {
        "LTI_TOOL_COLOUR",
        "LTI_TOOL_SHAPE",
    }
