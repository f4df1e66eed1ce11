"""Looking for columns in the background: it finds, and never makes one."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from lti_tool.learning.columns import Origin, trouble_of
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import DeliveryError, TryAgainError
from lti_tool.lti.line_items import LineItemService
from lti_tool.lti.results import ResultService
from lti_tool.services.columns import asking
from lti_tool.services.columns.asked import Asked
from lti_tool.services.columns.held import held_in
from lti_tool.services.columns.turns import ASKING_SECONDS, Turns

MOST_AT_ONCE: Final = 100
"""How many links are looked at before the timetable's next minute."""
_READING_SECONDS: Final = 30.0
"""How long a platform may take to say what a column holds: well below a turn."""


class ColumnSearch:
    """Finds the columns that launches did not name, once they are due."""

    def __init__(self, turns: Turns, service: LineItemService, results: ResultService) -> None:
        self._turns = turns
        self._service = service
        self._results = results
        self._looking = Lock()

    def look_for_columns(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Look for what is due; not where a look of this process is still under way.

        A platform may be slow, and the workers have scores to deliver.
        """
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._look_for_all(is_stopping)
        finally:
            self._looking.release()

    def _look_for_all(self, is_stopping: Callable[[], bool]) -> None:
        for _ in range(MOST_AT_ONCE):
            asked = None if is_stopping() else self._turns.begin_due()
            if asked is None:
                return
            try:
                self._deal_with(asked)
            except Exception as error:  # noqa: BLE001  # one odd link must not hold up all others
                self._turns.break_off(asked, error)

    def _deal_with(self, asked: Asked) -> None:
        try:
            if asked.is_moved and asked.holds_back:
                self._turns.hold_back(asked)
            elif asked.known_url is not None and asked.has_column:
                with within(_READING_SECONDS):
                    held = held_in(self._results, asked, asked.known_url)
                self._turns.catch_up(asked, held)
            else:
                self._look(asked)
        except TryAgainError as error:
            self._turns.postpone(asked, error)
        except DeliveryError as error:
            self._turns.give_up(asked, error.reason)

    def _look(self, asked: Asked) -> None:
        with within(ASKING_SECONDS):
            found = asking.find(self._service, asked)
            trouble = trouble_of(found, is_shared=asked.is_shared)
            if trouble is None:
                asking.mark(self._service, asked, found[0])
        if trouble is not None:
            self._turns.give_up(asked, trouble)
            return
        with within(_READING_SECONDS):
            held = held_in(self._results, asked, found[0].url)
        self._turns.keep(asked, found[0], Origin.FOUND, held, sends=not asked.holds_back)
