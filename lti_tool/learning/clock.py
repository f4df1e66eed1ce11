"""What the house means by now: a function that is handed in, so that time can be set by a test."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Gives an aware time in UTC."""
