from dataclasses import replace

from lti_tool.exchange.activities import parse_activity
from lti_tool.exchange.coverage import write_coverage
from lti_tool.learning.coverage import coverage
from tests.exchange.activity_texts import EVERY, SMALL
from tests.learning.sound import FRAMEWORK

ONE = replace(parse_activity(SMALL), framework="sample", filed=("D1",), mapped=(), tagged=())
OTHER = replace(ONE, code="other", title="A | pipe and a [link]", professions=("Nursing",))
PAGE = write_coverage([coverage([OTHER, ONE], FRAMEWORK)])


def test_every_item_has_a_row_with_the_activities_that_name_it() -> None:
    links = (
        "[A \\| pipe and a \\[link\\]](../config/activities/other.md), "
        "[A small activity](../config/activities/small.md)"
    )
    assert f"| D1 | Statement D1 | 2 | {links} |" in PAGE
    assert "| D2 | Statement D2 | 0 | –" in PAGE  # noqa: RUF001  # an empty cell
    assert "### Outcomes" in PAGE


def test_every_activity_has_a_row() -> None:
    assert "| delivered | 5 | knowledge check | reading, knowledge check | D1 | Nursing |" in PAGE
    assert "| D1 | everybody |" in PAGE


def test_kinds_parts_and_professions_are_counted() -> None:
    assert "| kind | evidenced against | 0 |" in PAGE
    assert "| part | knowledge check | 2 |" in PAGE
    assert "| made for | Nursing | 1 |" in PAGE


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    every = replace(parse_activity(EVERY), framework="sample", filed=("D1",))
    page = write_coverage([coverage([every, ONE, OTHER], FRAMEWORK)])
    for block in page.split("\n\n"):
        rows = [line.replace("\\|", "") for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


def test_one_activity_is_not_said_to_be_several() -> None:
    assert "\n1 activity.\n" in write_coverage([coverage([ONE], FRAMEWORK)])
    assert "\n2 activities.\n" in PAGE


def test_the_page_says_where_the_files_are_found() -> None:
    page = write_coverage([coverage([ONE], FRAMEWORK)], activities_at="activities")
    assert "(activities/small.md)" in page
