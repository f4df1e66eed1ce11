"""What a file may say is never longer than the column that it is kept in."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String

from lti_tool.exchange.case import read_framework
from lti_tool.exchange.files import FileError
from lti_tool.learning.soundness import LONGEST_CODE, LONGEST_TITLE
from lti_tool.store.tables import ActivityVersion, Attempt, Evidence, Framework, FrameworkItem
from tests.exchange.test_case import ENHANCE

KEPT: list[tuple[tuple[str | int, ...], Any]] = [
    (("CFDocument", "extensions", "code"), Framework.code),
    (("CFDocument", "title"), Framework.title),
    (("CFDocument", "version"), Framework.version),
    (("CFItems", 2, "humanCodingScheme"), FrameworkItem.code),
    (("CFDefinitions", "CFItemTypes", 0, "typeCode"), FrameworkItem.level),
]


def width(column: Any) -> int:
    kind = column.type
    assert isinstance(kind, String)
    assert kind.length
    return kind.length


def written(path: Path, steps: tuple[str | int, ...], value: str) -> Path:
    """A framework file with one other value, alone on its line."""
    package: Any = json.loads(ENHANCE.read_text("utf-8"))
    place = package
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2), "utf-8")
    return path


@pytest.mark.parametrize(("steps", "column"), KEPT)
def test_a_framework_may_fill_its_columns_and_not_overflow_them(
    tmp_path: Path, steps: tuple[str | int, ...], column: Any
) -> None:
    read_framework(written(tmp_path / "fits.json", steps, "é" * width(column)))
    path = written(tmp_path / "long.json", steps, "é" * (width(column) + 1))
    with pytest.raises(FileError) as refused:
        read_framework(path)
    assert f"has at most {width(column)} characters" in refused.value.reason
    assert "éééé" in path.read_text("utf-8").splitlines()[refused.value.line - 1]


def test_an_activity_fits_its_columns() -> None:
    assert min(width(ActivityVersion.title), width(Evidence.title)) >= LONGEST_TITLE
    assert min(width(ActivityVersion.code), width(Attempt.activity_code)) >= LONGEST_CODE
