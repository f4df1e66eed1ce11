"""The threat model names tests, and each of them is there: a threat whose test is gone is unmet."""

import ast
import re

from tests.house.sources import HOME

PAPER = HOME / "docs" / "security.md"
NAMED = re.compile(r"`([a-z_]+/test_\w+\.py)((?:::\w+)*)`")
ROW = re.compile(r"^\|(?! ?(?:threat|who|\*\*|---))(.*)\|$", re.MULTILINE)


def is_there(file: str, names: list[str]) -> bool:
    """Tell whether a file of tests has this class or function, one inside the other."""
    path = HOME / "tests" / file
    if not path.is_file():
        return False
    inside: list[ast.stmt] = ast.parse(path.read_text()).body
    for name in names:
        found = [
            each
            for each in inside
            if isinstance(each, ast.ClassDef | ast.FunctionDef) and each.name == name
        ]
        if not found:
            return False
        inside = found[0].body
    return True


def test_each_test_that_the_threat_model_names_is_there() -> None:
    named = NAMED.findall(PAPER.read_text())

    assert named
    assert not [
        f"{file}{names}"
        for file, names in named
        if not is_there(file, [name for name in names.split("::") if name])
    ]


def test_each_threat_names_a_test() -> None:
    rows = [row for row in ROW.findall(PAPER.read_text()) if row.count("|") == 2]

    assert rows
    assert not [row for row in rows if not NAMED.search(row)]


def test_a_test_that_is_gone_is_noticed() -> None:
    assert is_there("house/test_security.py", ["test_a_test_that_is_gone_is_noticed"])
    assert not is_there("house/test_security.py", ["test_nothing"])
    assert not is_there("house/test_gone.py", [])
