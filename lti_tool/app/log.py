"""The log: lines on standard error, unless whoever runs us has set up something else."""

import logging
import time
from typing import Final

from typing_extensions import override

_NOISY = ("alembic", "huey", "waitress.queue")
_SELDOM: Final = 60.0
"""In seconds: how often the workers' complaints about a queue that is down are repeated."""


class Seldom(logging.Filter):
    """Lets each complaint of huey's pass once a minute, in one line: it has one every second."""

    def __init__(self) -> None:
        super().__init__()
        self._next: dict[str, float] = {}

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be shown, and shorten it."""
        if not record.name.startswith("huey."):
            return True
        if record.exc_info and record.exc_info[1] is not None:
            error = type(record.exc_info[1]).__name__
            record.msg, record.args = f"{record.getMessage()} ({error})", None
            record.exc_info = record.exc_text = None
        now, said = time.monotonic(), record.getMessage()
        if now < self._next.get(said, now):
            return False
        self._next[said] = now + _SELDOM
        return True


def show_log() -> None:
    """Show lines of the level INFO and above, where nobody has said otherwise."""
    if logging.getLogger().handlers:
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(Seldom())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
