"""Every reason for which a login or launch is refused is explained to operators, and no other.

A reason that is put together, as `f"{name}-missing"`, counts as its family: `…-missing`.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest
from flask import Flask

from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.launch import reject
from lti_tool.services.launch.reasons import FLOOD, REASONS, belongs
from tests.house.sources import HOME, python_files

PAGE = HOME / "docs" / "launch-refusals.md"
RAISES = {"reject"}
"""What raises a refusal, beside the classes of the tree: the reason is its first argument."""


def trees() -> list[ast.Module]:
    return [
        ast.parse(path.read_text()) for path in python_files("lti_tool/lti", "lti_tool/services")
    ]


def sentences() -> Iterator[tuple[str, str]]:
    """Find what is raised with a sentence of its own, and what `reject` says of all the others."""
    found = trees()
    raising = refusals(found) | {"super().__init__"}
    for node in chain.from_iterable(map(ast.walk, found)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in raising and node.args[1:]:
            yield from zip(*map(written, node.args[:2]), strict=False)
    for reason in sorted(raised() - {"…-…"} | {"exp-missing", "iat-wrong", "nbf-missing"}):
        with pytest.raises(LaunchRejectedError) as refusal:
            reject(reason)
        yield reason, refusal.value.sentence


def refusals(found: list[ast.Module]) -> set[str]:
    """Find the class of refused launches and whatever is derived from it."""
    known = {"LaunchRejectedError"}
    for node in chain.from_iterable(map(ast.walk, found)):
        if isinstance(node, ast.ClassDef) and known & {ast.unparse(base) for base in node.bases}:
            known.add(node.name)
    return known


def reasons_in(tree: ast.Module, raising: set[str]) -> Iterator[str]:
    """Find the reasons that a module refuses launches with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in raising and node.args:
            yield from written(node.args[0])
        elif isinstance(node, ast.ClassDef) and node.name in raising:
            yield from reasons_of_class(node)


def reasons_of_class(node: ast.ClassDef) -> Iterator[str]:
    """Find what a class of refusals says itself: handed to its parent, or unless told otherwise."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "super().__init__":
            yield from chain.from_iterable(map(written, inner.args[:1]))
        elif isinstance(inner, ast.arguments):
            given = inner.args[len(inner.args) - len(inner.defaults) :]
            for argument, default in zip(given, inner.defaults, strict=True):
                yield from written(default) if argument.arg == "reason" else ()


def written(node: ast.expr) -> Iterator[str]:
    """Read a text as the source has it: what is put in stands as `…`, and twice is once."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from chain(written(node.body), written(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        yield "".join(map(str, parts)).replace("……", "…")


def raised() -> set[str]:
    found = trees()
    raising = refusals(found)
    return {reason for tree in found for reason in reasons_in(tree, raising | RAISES)}


def explained(reason: str) -> bool:
    if reason == "…-…":  # a claim by name, missing or wrong
        return {"…-missing", "…-wrong"} <= REASONS.keys()
    return any(belongs(reason, name) for name in REASONS)


def test_every_reason_is_explained() -> None:
    assert "signature-wrong" in raised()
    assert not sorted(reason for reason in raised() if not explained(reason))


def test_no_reason_is_explained_that_there_is_not() -> None:
    there = raised() | {"…-missing", "…-wrong", FLOOD}

    assert not sorted(REASONS.keys() - there)


def test_the_page_for_operators_says_the_same() -> None:
    rows = [f"| `{name}` | {reason.says} | {reason.to_do} |" for name, reason in REASONS.items()]
    shown = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]

    assert shown == rows


def test_no_page_says_both_that_opening_again_helps_and_that_it_does_not(built: Flask) -> None:
    handler = built.error_handler_spec[None][None][LaunchRejectedError]
    said = {}
    for reason, sentence in sorted(set(sentences()), reverse=True):
        with built.test_request_context("/lti/launch", method="POST"):
            page, *_ = built.ensure_sync(handler)(LaunchRejectedError(reason, sentence))
        page = re.sub(r"\s+", " ", page).lower()
        helps = ("open the activity again" in page, "opening it again will not help" in page)
        assert not all(helps), (reason, sentence)
        said[reason] = helps

    assert said["signature-wrong"] == said["token-expired"] == (True, False)
    assert said["algorithm-refused"] == said["iat-wrong"] == (False, True)


def test_a_reason_that_nobody_explains_is_noticed() -> None:
    source = """
class Odd(LaunchRejectedError):
    def __init__(self, reason="odd"):
        super().__init__("very-odd", "")
raise LaunchRejectedError("new", "")
reject("a" if b else f"{name}-missing")
"""
    tree = ast.parse(source)

    found = set(reasons_in(tree, refusals([tree]) | RAISES))

    assert found == {"odd", "very-odd", "new", "a", "…-missing"}
    assert not explained("very-odd")
    assert explained("exp-missing")
