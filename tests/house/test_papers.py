"""What the papers lead to is there: pages, pictures, decisions that are named by number."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import HOME, project_files, shown

LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
DECISION = re.compile(r"\bdecision (\d+)\b")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
PAPERS = [
    path for path in project_files() if path.suffix == ".md" and path.parent.name != "activities"
]
DECISIONS = HOME / "docs" / "decisions"
PICTURES = HOME / "docs" / "img"


def targets(text: str) -> Iterator[str]:
    """Give the addresses inside the project that a page links to; examples in code are none."""
    for address in LINK.findall(CODE.sub("", text)):
        if "://" not in address and not address.startswith("mailto:"):
            yield address


def lost(page: Path) -> list[str]:
    return [
        f"{shown(page)} leads to {address}"
        for address in targets(page.read_text())
        if not (page.parent / address).exists()
    ]


def test_links_lead_somewhere() -> None:
    assert not [each for page in PAPERS for each in lost(page)]


def test_every_picture_is_shown_somewhere() -> None:
    seen = {
        (page.parent / address).resolve()
        for page in PAPERS
        for address in targets(page.read_text())
    }

    assert not [shown(picture) for picture in PICTURES.iterdir() if picture.resolve() not in seen]


def test_decisions_have_one_number_each_and_name_those_that_there_are() -> None:
    numbers = [int(path.name[:4]) for path in sorted(DECISIONS.glob("*.md"))]
    named = {int(number) for page in PAPERS for number in DECISION.findall(page.read_text())}

    assert numbers == list(range(1, len(numbers) + 1))
    assert named <= set(numbers)


def test_a_lost_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](there.md) [b](gone.md#part) `[c](code.md)` [d](https://example.org)")
    (tmp_path / "there.md").touch()

    assert list(targets(page.read_text())) == ["there.md", "gone.md"]
    assert [
        address for address in targets(page.read_text()) if not (tmp_path / address).exists()
    ] == ["gone.md"]
