"""How fast scores go to one platform: as fast as it takes them, and not at all while it cannot."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lti_tool.learning.families import FamilyRules
from lti_tool.learning.scores import RetryPace, pause_before_next_try

START_AT_ONCE: Final = 10
"""How many scores are on their way at the same time to a platform that nothing is known of."""
FAILURES_TO_PAUSE: Final = 8
"""After so many failures in a row a platform is left alone for a while."""
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=5)
COLUMNS_TO_HOLD_ALL: Final = 8
"""When so many of its columns failed and nothing arrived, the platform fails, not its columns."""

_MOST_COLUMNS: Final = 50
"""How many of the columns that failed are remembered."""
_STRAIN_OF_ONE: Final = 4
_MOST_STRAIN: Final = 13
"""Four answers of "too many" with few others in between; one now and then never adds up to it."""
_FASTER: Final = 1.1
"""By how much more a second a limit grows that the platform asked for."""
_ENDS_AT: Final = 1000.0
"""A limit that has grown to this many in a second is none any more."""
_SETTLES: Final = 1.0
"""In seconds: how fast the measured rate follows what happens."""


class Answer(StrEnum):
    """What an answer says of the platform, whatever it says of the score."""

    WORKS = "works"
    TOO_MANY = "too_many"
    """It asks for less."""
    FAILS = "fails"
    """It gave no answer, or none that can be used, or no access."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One answer of a platform, in the order in which they came."""

    answer: Answer
    after: timedelta | None = None
    """How long the platform asks to be left alone."""
    reason: str | None = None
    column: int | None = None
    """Of a failure: in which of its columns."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How the score is chosen that finds out whether a platform that failed takes any."""

    failed: tuple[int, ...]
    """The columns that failed, the latest last. One that did not goes first, then the one whose
    failure is the longest ago."""
    spares_failed: bool
    """Whether these are left alone at this moment."""


@dataclass(frozen=True, kw_only=True)
class Pauses:
    """How long a platform that fails is left alone: from the first pause, doubling."""

    first: timedelta = FIRST_PAUSE
    longest: timedelta = LONGEST_PAUSE
    chance: float
    """Between 0 and 1: it spreads the pauses over their length."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast scores may go to one platform, for all workers together."""

    at_once: float
    """How many may be on their way at the same time; parts of one add up."""
    per_second: float | None
    """How many may leave in a second; ``None`` while the platform has not asked for less."""
    allowance: float
    """How many may leave at ``changed_at`` by ``per_second``."""
    rate: float
    """How many answers a second it lately gave."""
    strain: int
    """How often it lately asked for less; each other answer makes it smaller."""
    failures: int
    """How many failures in a row there were."""
    columns: tuple[int, ...] = ()
    """In which columns they were, each once, the latest last."""
    paused_until: datetime | None
    reason: str | None
    changed_at: datetime

    @classmethod
    def new(cls, now: datetime) -> "Pace":
        """The pace for a platform that nothing is known of."""
        return cls(
            at_once=START_AT_ONCE,
            per_second=None,
            allowance=0.0,
            rate=0.0,
            strain=0,
            failures=0,
            paused_until=None,
            reason=None,
            changed_at=now,
        )

    @property
    def is_probing(self) -> bool:
        """Whether the platform failed too often, so that one score at a time finds out more."""
        return self.failures >= FAILURES_TO_PAUSE

    @property
    def is_of_columns(self) -> bool:
        """Whether so few columns failed that others are not left alone with them."""
        return self.is_probing and 0 < len(self.columns) < COLUMNS_TO_HOLD_ALL

    def is_paused(self, now: datetime) -> bool:
        """Whether what failed there is left alone at this moment."""
        return self.paused_until is not None and now < self.paused_until

    def trial(self, now: datetime) -> Trial | None:
        """How to choose what finds out more; ``None`` where nothing is to be found out."""
        if not self.is_probing:
            return None
        return Trial(failed=self.columns, spares_failed=self.is_paused(now))

    def room(self, rules: FamilyRules, now: datetime, *, in_hand: int) -> int:
        """How many more may leave now, while so many are on their way."""
        if self.is_paused(now) and not self.is_of_columns:
            return 0
        at_once = 1 if self.is_probing else int(min(self.at_once, rules.most_at_once))
        free = max(0, at_once - in_hand)
        limit = self._limit(rules)
        return free if limit is None else min(free, int(self._allowed(limit, now)))

    def left(self, rules: FamilyRules, now: datetime, number: int) -> "Pace":
        """The pace once so many have left."""
        limit = self._limit(rules)
        if limit is None:
            return self
        allowance = self._allowed(limit, now) - number
        return replace(self, allowance=allowance, changed_at=now)

    def after(
        self, heard: Iterable[Heard], rules: FamilyRules, now: datetime, pauses: Pauses
    ) -> "Pace":
        """The pace after what a platform answered."""
        answers = list(heard)
        pace = self._timed(rules, now, len(answers))
        for one in answers:
            if one.answer is Answer.WORKS:
                pace = _worked(pace, rules, now)
            elif one.answer is Answer.TOO_MANY:
                pace = _asked_for_less(pace, one, now, pauses)
            else:
                pace = _failed(pace, one, now, pauses)
        return pace

    def _limit(self, rules: FamilyRules) -> float | None:
        limits = [each for each in (self.per_second, rules.most_per_second) if each]
        return min(limits) if limits else None

    def _allowed(self, limit: float, now: datetime) -> float:
        since = max(0.0, (now - self.changed_at).total_seconds())
        return min(max(1.0, limit), self.allowance + limit * since)

    def _timed(self, rules: FamilyRules, now: datetime, number: int) -> "Pace":
        """Bring what changes with time up to this moment."""
        since = max(0.001, (now - self.changed_at).total_seconds())
        follows = 1 - math.exp(-since / _SETTLES)
        limit = self._limit(rules)
        per_second = self.per_second
        if per_second is not None:
            per_second *= _FASTER ** min(since, 60.0)
        return replace(
            self,
            rate=self.rate + follows * (number / since - self.rate),
            allowance=self.allowance if limit is None else self._allowed(limit, now),
            per_second=None if per_second is None or per_second > _ENDS_AT else per_second,
            changed_at=now,
        )


def _worked(pace: Pace, rules: FamilyRules, now: datetime) -> Pace:
    if pace.is_probing:
        return replace(
            pace,
            at_once=START_AT_ONCE,
            failures=0,
            columns=(),
            strain=0,
            paused_until=None,
            reason=None,
        )
    more = min(pace.at_once + 1 / max(pace.at_once, 1), rules.most_at_once)
    return replace(
        pace,
        at_once=more,
        failures=0,
        columns=(),
        strain=max(0, pace.strain - 1),
        reason=pace.reason if pace.is_paused(now) else None,
    )


def _asked_for_less(pace: Pace, heard: Heard, now: datetime, pauses: Pauses) -> Pace:
    """Halve what may be on its way; and wait, where the platform says it again and again."""
    slower = replace(
        pace,
        at_once=max(1.0, pace.at_once / 2),
        strain=pace.strain + _STRAIN_OF_ONE,
        failures=pace.failures if pace.is_probing else 0,
        columns=pace.columns if pace.is_probing else (),
    )
    is_paused = pace.is_paused(now) and not pace.is_of_columns
    if slower.strain < _MOST_STRAIN or is_paused:
        return slower
    pause = heard.after if heard.after is not None else pauses.first * (0.5 + pauses.chance / 2)
    return replace(
        slower,
        strain=0,
        failures=0,
        columns=(),
        per_second=max(1.0, min(pace.rate, pace.per_second or pace.rate) / 2),
        allowance=0.0,
        paused_until=now + min(pause, LONGEST_PAUSE),
        reason=heard.reason,
    )


def _failed(pace: Pace, heard: Heard, now: datetime, pauses: Pauses) -> Pace:
    """Count a failure; those that were on their way when a pause began make it no longer."""
    if heard.column is not None:
        others = [each for each in pace.columns if each != heard.column]
        pace = replace(pace, columns=(*others, heard.column)[-_MOST_COLUMNS:])
    if pace.is_paused(now):
        return pace
    failures = pace.failures + 1
    if failures < FAILURES_TO_PAUSE:
        return replace(pace, failures=failures)
    times = failures - FAILURES_TO_PAUSE + 1
    pause = pause_before_next_try(
        times, RetryPace(first=pauses.first, cap=pauses.longest), chance=pauses.chance
    )
    if heard.after is not None:
        pause = max(pause, min(heard.after, LONGEST_PAUSE))
    return replace(pace, failures=failures, paused_until=now + pause, reason=heard.reason)
