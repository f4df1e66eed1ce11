"""A demo on what an earlier one left: up to date again, or a sentence that says what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import flask_migrate
import pytest

from lti_tool.app.opening import StartError
from lti_tool.app.starting import demo_tool

PLATFORM = "http://127.0.0.1:8020"


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """What a demo left in its folder."""
    with demo_tool(tmp_path, 8010, PLATFORM):
        pass
    return tmp_path


def test_a_demo_goes_on_where_it_was(left: Path) -> None:
    with demo_tool(left, 8010, PLATFORM) as tool:
        assert tool.database.is_current()
        assert len(tool.platforms.list_all()) == 1


def test_a_demo_at_other_ports_knows_both_platforms(left: Path) -> None:
    with demo_tool(left, 8011, "http://127.0.0.1:8021") as tool:
        assert len(tool.platforms.list_all()) == 2


def test_an_older_database_is_brought_up_to_date(left: Path) -> None:
    with demo_tool(left, 8010, PLATFORM) as tool, tool.app.app_context():
        flask_migrate.downgrade(revision="-1")
        assert not tool.database.is_current()
    with demo_tool(left, 8010, PLATFORM) as tool:
        assert tool.database.is_current()
        assert tool.library.list_frameworks()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE activity_version SET document = 'another text of the same version'",
        "UPDATE registration SET jwks_url = 'http://127.0.0.1:8020/another'",
        "DROP TABLE framework_item",
    ],
)
def test_what_cannot_be_used_any_more_says_how_to_begin_anew(left: Path, change: str) -> None:
    with closing(sqlite3.connect(left / "tool.sqlite")) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(StartError) as error, demo_tool(left, 8010, PLATFORM):
        pytest.fail("the demo started")
    said = str(error.value)
    assert said.endswith(f"To begin anew without what an earlier demo left: rm -r {left}.")
    assert "\n" not in said
