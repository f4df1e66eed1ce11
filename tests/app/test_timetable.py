"""What the tool does by the clock, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lti_tool.app.building import Tool

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
MINUTES = [MIDNIGHT + timedelta(minutes=minute) for minute in range(24 * 60)]


def times(tool: Tool) -> dict[str, list[datetime]]:
    """The minutes of a day in which each thing is done."""
    tasks: Any = tool.engine._queue._registry.periodic_tasks  # noqa: SLF001  # huey has no other way to ask
    return {
        type(task).__name__: [at for at in MINUTES if task.validate_datetime(at)] for task in tasks
    }


def test_scores_columns_the_backlog_and_clocks_are_looked_at_every_minute(tool: Tool) -> None:
    found = times(tool)
    often = ("sweep", "look_for_columns", "look_at_backlog", "set_clocks_right")
    assert {len(found[one]) for one in often} == {len(MINUTES)}


def test_what_has_ended_is_deleted_and_keys_are_looked_after_every_hour(tool: Tool) -> None:
    """Not once a day: a tool that rests at that minute would never come to it."""
    found = times(tool)
    for one in ("tidy", "tidy_files", "look_after_keys"):
        assert [at.hour for at in found[one]] == [*range(24)]


def test_gradebooks_are_compared_at_night_with_another_try_each_hour(tool: Tool) -> None:
    at_night = times(tool)["reconcile"]
    assert [at.hour for at in at_night] == [1, 2, 3, 4]
    assert len({at.minute for at in at_night}) == 1


def test_all_that_is_timed_can_be_done(tool: Tool) -> None:
    for task in tool.engine._queue._registry.periodic_tasks:  # noqa: SLF001  # as above
        task.execute()
