"""A whole year launches within a minute, at servers as they come: nobody is turned away."""

import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.app.crowds import Place, Somebody, at_once, opened
from tests.builders import settings_for

pytestmark = pytest.mark.long

MANY = 1_000
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made in it
FAULT = re.compile(r"^.* (?:ERROR|CRITICAL) .*$|database is locked|Traceback", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory, where there is such a place: other tests keep the disk busy."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(prefix="lti-tool-", dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def on_sqlite(folder: Path) -> Iterator[Place]:
    with opened(settings_for(folder)) as place:
        yield place


@pytest.fixture
def two_on_postgresql(postgres: str, tmp_path: Path) -> Iterator[Place]:
    """Two processes of one tool with everything in PostgreSQL."""
    name = f"burst_{secrets.token_hex(4)}"
    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    with opened(settings_for(tmp_path, database_url=url, queue_url=url), processes=2) as place:
        yield place


def then_all_arrive(place: Place, crowd: list[Somebody]) -> None:
    """All log in before the first launches; each reads the activity under their own name."""
    logins = at_once(place.log_in, crowd)
    assert Counter(one.status for one in logins) == {302: len(crowd)}
    launches = at_once(place.launch, crowd)
    assert Counter(one.status for one in launches) == {303: len(crowd)}
    pages = at_once(lambda one: place.follow(*one), zip(crowd, launches, strict=True))
    assert Counter(one.status for one in pages) == {200: len(crowd)}
    for one, page in zip(crowd, pages, strict=True):
        assert f"Signed in as Learner {one.number}\n" in re.sub(r"\s*<", "\n<", page.text)
    assert not FAULT.findall(place.said())


def test_a_thousand_logins_are_opened_at_once_and_then_launched(on_sqlite: Place) -> None:
    then_all_arrive(on_sqlite, on_sqlite.crowd(MANY))


def test_a_thousand_log_in_at_one_server_and_launch_at_the_other(two_on_postgresql: Place) -> None:
    then_all_arrive(two_on_postgresql, two_on_postgresql.crowd(MANY))


def test_refusals_that_rain_from_the_same_address_hold_nobody_up(on_sqlite: Place) -> None:
    """As behind the one address of a hospital, where something knocks and knocks."""
    statuses: Counter[int] = Counter()
    is_over = threading.Event()

    def knock() -> None:
        while not is_over.is_set():
            for path, form in (("/lti/launch", {"state": "made-up"}), ("/lti/login", {"iss": "x"})):
                statuses[Somebody(0).send(on_sqlite.host(0), "POST", path, form).status] += 1

    rain = [threading.Thread(target=knock) for _ in range(5)]
    for each in rain:
        each.start()
    try:
        then_all_arrive(on_sqlite, on_sqlite.crowd(MANY // 4))
    finally:
        is_over.set()
        for each in rain:
            each.join()

    assert statuses[429] > 0
    assert not [status for status in statuses if not 400 <= status < 500]
