"""What doctor says of database and queue that only seem to work, and that it changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from redis import Redis

from tests.app.test_doctor import Environment, Examine, examine, only, set_up
from tests.redis_server import RedisServer, redis_server

__all__ = ["examine", "redis_server", "set_up"]


def files_in(folder: Path) -> dict[str, int]:
    """When each file was written last, but the queue's, which is written to and emptied again."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        # SQLite's own beside its files are also of who only reads.
        if not path.name.endswith(("-wal", "-shm")) and path.name != "queue.sqlite"
    }


def rows_in(file: Path) -> dict[str, list[object]]:
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: [*connection.execute(f"SELECT * FROM {name}")] for (name,) in tables}  # noqa: S608  # its own


def test_looking_changes_nothing_and_leaves_nothing_in_the_queue(
    examine: Examine, set_up: Environment, home: Path
) -> None:
    set_up()
    files, rows = files_in(home), rows_in(home / "queue.sqlite")
    assert only(examine(), "queue")[0] == "well"
    assert files_in(home) == files
    assert rows_in(home / "queue.sqlite") == rows


def test_a_queue_that_answers_and_takes_no_work_is_broken(
    examine: Examine, set_up: Environment, redis_server: RedisServer
) -> None:
    set_up(QUEUE_URL=redis_server.url)
    assert only(examine(), "queue") == ("well", "The queue takes work.")
    with Redis.from_url(redis_server.url) as client:
        client.config_set("maxmemory", 1)
    verdict, sentence = only(examine(), "queue")
    assert verdict == "broken"
    assert "the queue takes no work (" in sentence
    assert "maxmemory" in sentence
    assert "each worker looks for scores by itself once a minute" in sentence
