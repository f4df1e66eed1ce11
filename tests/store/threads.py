"""Several things at once: threads that begin together, and what each of them came to."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Outcome = TypeVar("Outcome")

WAIT = 60.0


def at_once(*works: Callable[[], Outcome]) -> Sequence[Outcome]:
    """Do all of these at the same moment; gives what each gave, or raises what one raised."""
    start = Barrier(len(works))

    def begin(work: Callable[[], Outcome]) -> Outcome:
        start.wait(timeout=WAIT)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        done = [threads.submit(begin, work) for work in works]
        return [one.result(timeout=WAIT) for one in done]
