"""How a test looks at the refusal of a file."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from lti_tool.exchange.activities import read_activity
from lti_tool.exchange.files import FileError
from lti_tool.learning.frameworks import Framework


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "small.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(
    folder: Path, content: str | bytes, frameworks: Mapping[str, Framework] | None = None
) -> tuple[int, str]:
    """The line and the reason, after a look at the whole message."""
    path = written(folder, content)
    with pytest.raises(FileError) as refused:
        read_activity(path, frameworks)
    error = refused.value
    assert str(error) == f"{path}, line {error.line}: {error.reason}"
    assert 1 <= error.line <= path.read_bytes().count(b"\n") + 1
    assert error.reason.endswith(".")
    assert "\n" not in error.reason
    return error.line, error.reason


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1
