import logging
from collections.abc import Iterator

import pytest

from lti_tool.app.log import Seldom


@pytest.fixture
def shown() -> Iterator[list[str]]:
    """What a handler with our filter shows of huey and of ourselves."""
    lines: list[str] = []

    class Showing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Showing()
    handler.addFilter(Seldom())
    logger = logging.getLogger()
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def complain(name: str, what: str) -> None:
    try:
        raise ConnectionError("a password")  # noqa: TRY301  # as a driver does
    except ConnectionError:
        logging.getLogger(name).exception(what)


def test_complaints_about_a_queue_that_is_down_are_short_and_seldom(shown: list[str]) -> None:
    for _ in range(50):
        complain("huey.consumer.Worker-1", "Error reading from queue")
        complain("huey.consumer.Scheduler", "Error reading schedule.")
    assert shown == [
        "Error reading from queue (ConnectionError)",
        "Error reading schedule. (ConnectionError)",
    ]


def test_our_own_lines_are_all_shown_with_where_a_fault_was(shown: list[str]) -> None:
    for _ in range(2):
        complain("lti_tool.worker", "worker.failed")
    assert len(shown) == 2
    assert "Traceback" in shown[0]
