"""Rule 7: files, functions and views stay small.

Whatever is Python counts, but for migrations, which are written once and by a tool. A file is as
long as `wc -l` says. A function is as long as its lines of code: docstring, comments
and empty lines cost nothing. A view's statements are all those in its body, nested ones included.
"""

import ast
from pathlib import Path

from tests.house.sources import HOME, Function, functions, lines_of_code, python_files, shown

FILE = 300
FUNCTION = 40
VIEW = 12


def long_functions(source: str) -> list[str]:
    return [
        f"{node.name} has {length} lines of code"
        for node in functions(ast.parse(source))
        if (length := lines_of_code(source, node)) > FUNCTION
    ]


def written_files() -> list[Path]:
    versions = HOME / "migrations/versions"
    return [path for path in python_files() if not path.is_relative_to(versions)]


def is_view(node: Function) -> bool:
    """Tell whether a function answers a route: `@pages.get("/")`, `@pages.route("/")` and such."""
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in {
            "delete",
            "get",
            "patch",
            "post",
            "put",
            "route",
        }:
            return True
    return False


def fat_views(source: str) -> list[str]:
    return [
        f"{node.name} has {count} statements"
        for node in functions(ast.parse(source))
        if is_view(node) and (count := statements(node)) > VIEW
    ]


def statements(node: Function) -> int:
    found = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
    return found - (ast.get_docstring(node) is not None)


def test_no_file_is_longer_than_its_budget() -> None:
    too_long = [
        f"{shown(path)} has {length} lines"
        for path in written_files()
        if (length := len(path.read_text().splitlines())) > FILE
    ]

    assert not too_long


def test_no_function_is_longer_than_its_budget() -> None:
    too_long = [
        f"{shown(path)}: {said}"
        for path in written_files()
        for said in long_functions(path.read_text())
    ]

    assert not too_long


def test_no_view_does_more_than_its_share() -> None:
    too_fat = [
        f"{shown(path)}: {said}"
        for path in python_files("lti_tool/web")
        for said in fat_views(path.read_text())
    ]

    assert not too_fat


def test_the_views_are_found() -> None:
    """Or else the rule above would hold for nothing."""
    found = [
        node.name
        for path in python_files("lti_tool/web")
        for node in functions(ast.parse(path.read_text()))
        if is_view(node)
    ]

    assert found


def test_a_long_function_is_noticed() -> None:
    body = "    x = 1\n\n    # why\n"

    assert long_functions("def f():\n" + '    """Say\n    what."""\n' + body * 39) == []
    assert long_functions("def f():\n" + body * 40) == ["f has 41 lines of code"]


def test_a_fat_view_is_noticed() -> None:
    slim = '@pages.get("/")\ndef f():\n    """Say."""\n    if a:\n' + "        x = 1\n" * 11
    fat = "@one\n" + slim + "        x = 1\n"

    assert fat_views(slim) == []
    assert fat_views(fat) == ["f has 13 statements"]
