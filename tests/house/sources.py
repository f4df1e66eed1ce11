"""What the rules of the house are checked against: the project's files, and how they are read."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOME = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that is committed or would be: what git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git
        capture_output=True,
        check=True,
        cwd=HOME,
        text=True,
        timeout=120,
    ).stdout.split("\0")
    files = tuple(HOME / name for name in listed if name and (HOME / name).is_file())
    assert files, "git names no file: this is no checkout"
    return files


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders, or of the whole project."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py"
        and any(path.is_relative_to(HOME / folder) for folder in folders or ("",))
    ]


def shown(path: Path) -> str:
    """Return a path as a person would name it."""
    return str(path.relative_to(HOME))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Find all functions and methods of a module, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines_of_code(source: str, node: Function) -> int:
    """Count the lines of a function that hold code: no docstring, comment or empty line counts."""
    first = node.body[0]
    silent = set()
    if ast.get_docstring(node, clean=False) is not None and first.end_lineno:
        silent = set(range(first.lineno, first.end_lineno + 1))
    end = node.end_lineno or node.lineno
    coded = {line for line in _coded_lines(source) if node.lineno <= line <= end}
    return len(coded - silent)


@cache
def _coded_lines(source: str) -> frozenset[int]:
    skipped = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    return frozenset(lines)
