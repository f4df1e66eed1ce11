"""A time limit for whole calls, below the limits that every call has."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_over_at: Final = ContextVar("_over_at", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the calls that are made inside after so many seconds, all steps of a call together.

    A limit inside another one never makes that longer. Only the resolving of names is not counted:
    the system has limits of its own for that.
    """
    token = _over_at.set(min(_over_at.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _over_at.reset(token)


def seconds_left() -> float:
    """Tell how many seconds are left for this call: none if it is negative."""
    return _over_at.get() - time.monotonic()
