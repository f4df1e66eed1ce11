"""The page on conformance says what the tests say, and no line is without a test or a reason."""

import ast

from docs.conformance import LINES, PAGE, find_tests, read_lines, read_sections, write
from tests.house.sources import HOME

NEWER = "it is out of date: run .venv/bin/python docs/conformance.py"


def functions_of(path: str) -> set[str]:
    tree = ast.parse((HOME / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def unshown(text: str, numbers: set[int]) -> list[int]:
    """The lines that have neither a test of their own, nor another, nor a reason."""
    lines = read_lines(text).values()
    return [one.number for one in lines if not (one.number in numbers or one.also or one.unmet)]


def test_the_page_is_what_lines_and_tests_make_it() -> None:
    assert PAGE.read_text() == write(LINES.read_text(), find_tests()), NEWER


def test_each_line_has_a_test_or_a_reason() -> None:
    assert not unshown(LINES.read_text(), {test.number for test in find_tests()})


def test_a_line_that_must_be_met_has_a_test_of_its_own() -> None:
    """But for those of deep linking, whose tests are older, and those that are not met."""
    own = {test.number for test in find_tests()}
    lines = read_lines(LINES.read_text()).values()

    without = [one.number for one in lines if one.number not in own and not one.unmet]

    assert [number for number in without if not 72 <= number <= 81] == []


def test_no_line_is_met_and_unmet_at_once() -> None:
    own = {test.number for test in find_tests()}
    lines = read_lines(LINES.read_text()).values()

    assert not [one.number for one in lines if one.unmet and (one.also or one.number in own)]


def test_each_test_names_a_line_that_there_is() -> None:
    lines = read_lines(LINES.read_text())

    assert not [test for test in find_tests() if test.number not in lines]


def test_lines_are_in_order_and_each_in_one_section() -> None:
    text = LINES.read_text()
    sections = read_sections(text).values()

    assert list(read_lines(text)) == sorted(read_lines(text))
    for number in read_lines(text):
        assert len([1 for first, last in sections if first <= number <= last]) == 1


def test_strengths_are_those_that_the_page_explains() -> None:
    lines = read_lines(LINES.read_text()).values()

    assert {line.strength for line in lines} == {"MUST", "MUST*", "SHOULD", "MAY", "OWN"}


def test_what_a_line_leads_to_is_there() -> None:
    names = {name for line in read_lines(LINES.read_text()).values() for name in line.also}
    for name in names:
        path, _, function = name.partition("::")
        assert (HOME / path).is_file(), name
        assert not function or function in functions_of(path), name


def test_a_line_without_a_test_is_noticed() -> None:
    text = '[sections]\nA = [1, 3]\n[lines.1]\nstrength = "MUST"\nsource = ""\nsays = "A."\n'
    more = f'{text}[lines.2]\nstrength = "MAY"\nsource = ""\nsays = "B."\nunmet = "Later."\n'

    assert unshown(more, set()) == [1]
    assert unshown(more, {1}) == []
    assert "**2** (MAY): B. *Later.*" in write(more, [])
