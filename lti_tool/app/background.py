"""What is done in the background: how its parts are built, and when each has its turn."""

from datetime import timedelta
from zlib import crc32

from lti_tool.app.ground import Ground
from lti_tool.learning.scores import RetryPace
from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import ScoreService
from lti_tool.services.attachments import FileTidying
from lti_tool.services.clocks import Clocks, StandingAside
from lti_tool.services.columns import ColumnSearch
from lti_tool.services.deliveries import (
    BacklogWatch,
    Claiming,
    Deliveries,
    Posting,
    Recording,
    StuckScores,
)
from lti_tool.services.launch import Tidying
from lti_tool.services.reconciling import Reconciling
from lti_tool.worker import Timed


def open_deliveries(ground: Ground) -> Deliveries:
    """Build what delivers scores."""
    transaction, clock = ground.database.transaction, ground.clock
    scores = ScoreService(ground.http, ground.tokens)
    pace = RetryPace(
        first=timedelta(seconds=ground.settings.retry_first_seconds),
        cap=timedelta(seconds=ground.settings.retry_cap_seconds),
    )
    return Deliveries(
        claiming=Claiming(
            transaction=transaction,
            reading=ground.database.reading,
            clock=clock,
            families=ground.families,
        ),
        posting=Posting(scores, pace),
        recording=Recording(transaction=transaction, clock=clock, pace=pace),
        clock=clock,
        ring=ground.engine.ring,
    )


def open_stuck_scores(ground: Ground) -> StuckScores:
    """Build what sends scores again for the operator."""
    return StuckScores(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=ground.clock,
        ring=ground.engine.ring,
    )


def open_watch(ground: Ground) -> BacklogWatch:
    """Build what says so when scores wait for too long."""
    return BacklogWatch(
        reading=ground.database.reading,
        clock=ground.clock,
        patience=timedelta(minutes=ground.settings.oldest_score_minutes),
    )


def open_reconciling(ground: Ground) -> Reconciling:
    """Build what compares gradebooks with what arrived there."""
    return Reconciling(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=ground.clock,
        results=ResultService(ground.http, ground.tokens),
        families=ground.families,
    )


def open_key_rotation(ground: Ground) -> KeyRotation:
    """Build what looks after our keys."""
    days = ground.settings.key_days
    return KeyRotation(ground.keys, ground.clock, every=timedelta(days=days) if days else None)


def bind(
    ground: Ground,
    deliveries: Deliveries,
    key_rotation: KeyRotation,
    reconciling: Reconciling,
    columns: ColumnSearch,
    watch: BacklogWatch,
) -> None:
    """Say to the engine what there is to do in the background, and when.

    Keys and what has ended are looked at every hour, and not once a day: a tool that rests at that
    minute would never come to it. So are gradebooks: the first hour of the night that finds the
    tool at work compares them, at a minute of each installation's own.
    """
    database, clock = ground.database, ground.clock
    tidying = Tidying(transaction=database.transaction, clock=clock)
    files = FileTidying(reading=database.reading, clock=clock, folder=ground.attachments)
    clocks = Clocks(transaction=database.transaction, clock=clock, ring=ground.engine.ring)
    minute = str(crc32(ground.settings.base_url.encode()) % 60)
    aside = StandingAside(
        reading=database.reading,
        clock=clock,
        deliver=deliveries.deliver_due,
        ring=ground.engine.ring,
    )
    ground.engine.bind(
        aside.deliver_due,
        (
            Timed(name="look_for_columns", does=columns.look_for_columns),
            Timed(name="set_clocks_right", does=lambda _: clocks.set_right()),
            Timed(name="look_at_backlog", does=lambda _: watch.look_at_backlog()),
            Timed(name="tidy", does=lambda _: tidying.tidy(), minute="17"),
            Timed(name="tidy_files", does=lambda _: files.tidy(), minute="27"),
            Timed(name="look_after_keys", does=lambda _: key_rotation.look_after(), minute="41"),
            Timed(name="reconcile", does=reconciling.reconcile_due, minute=minute, hour="1-4"),
        ),
    )
