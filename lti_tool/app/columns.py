"""How the use cases of gradebook columns are built: for the worker, and for pages."""

from lti_tool.app.ground import Ground
from lti_tool.lti.line_items import LineItemService
from lti_tool.lti.results import ResultService
from lti_tool.services.columns import (
    ColumnRepair,
    ColumnSearch,
    ColumnServices,
    ContextColumns,
    Turns,
    WaitingScores,
)


def open_column_search(ground: Ground) -> ColumnSearch:
    """Build what looks for columns in the background."""
    return ColumnSearch(_turns(ground), _line_items(ground), _results(ground))


def open_column_services(ground: Ground) -> ColumnServices:
    """Build what instructors use."""
    return ColumnServices(
        course=ContextColumns(reading=ground.database.reading),
        repair=ColumnRepair(_turns(ground), _line_items(ground), _results(ground)),
    )


def _turns(ground: Ground) -> Turns:
    return Turns(
        transaction=ground.database.transaction,
        clock=ground.clock,
        families=ground.families,
        waiting=WaitingScores(read_activity=ground.read_activity, families=ground.families),
        ring=ground.engine.ring,
    )


def _line_items(ground: Ground) -> LineItemService:
    return LineItemService(ground.http, ground.tokens)


def _results(ground: Ground) -> ResultService:
    return ResultService(ground.http, ground.tokens)
