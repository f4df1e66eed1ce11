"""What is done in the background: how its parts are built, and when each has its turn."""

from datetime import timedelta
from zlib import crc32

from lti_tool.app.ground import Ground
from lti_tool.learning.scores import RetryPace
from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import ScoreService
from lti_tool.services.attachments import FileTidying
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
from lti_tool.worker import Timetable


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
    """Say to the engine what there is to do in the background."""
    database, clock = ground.database, ground.clock
    ground.engine.bind(
        deliveries,
        Timetable(
            columns=columns,
            watch=watch,
            keys=key_rotation,
            tidying=(
                Tidying(transaction=database.transaction, clock=clock),
                FileTidying(reading=database.reading, clock=clock, folder=ground.attachments),
            ),
            nightly=reconciling,
            minute=crc32(ground.settings.base_url.encode()) % 60,  # not all installations at once
        ),
    )
