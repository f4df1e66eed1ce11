"""What an instructor does about a column: look again, choose one of several, have one made."""

from lti_tool.learning.columns import CHOSEN_GONE, Column, Origin, trouble_of
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import DeliveryError, TryAgainError
from lti_tool.lti.line_items import LineItemService
from lti_tool.lti.results import ResultService
from lti_tool.services.columns import asking
from lti_tool.services.columns.asked import Asked, Done, Outcome
from lti_tool.services.columns.held import held_in
from lti_tool.services.columns.turns import ASKING_SECONDS, Asker, Turns


class ColumnRepair:
    """Asks the platform at once, for somebody who waits for it."""

    def __init__(self, turns: Turns, service: LineItemService, results: ResultService) -> None:
        self._turns = turns
        self._service = service
        self._results = results

    def look_again(self, asker: Asker, link_id: int) -> Outcome:
        """Look for the column of a link; raises :class:`MissingError`."""
        return self._ask(asker, link_id)

    def use(self, asker: Asker, link_id: int, url: str) -> Outcome:
        """Take one of several columns, if it is there now; raises :class:`MissingError`."""
        return self._ask(asker, link_id, chosen=url)

    def create(self, asker: Asker, link_id: int) -> Outcome:
        """Have a column made, where there is really none; raises :class:`MissingError`."""
        return self._ask(asker, link_id, may_make=True)

    def _ask(
        self, asker: Asker, link_id: int, *, chosen: str | None = None, may_make: bool = False
    ) -> Outcome:
        asked = self._turns.begin(asker, link_id)
        if asked is None:
            return Outcome(done=Done.BUSY)
        try:
            return self._repair(asked, chosen, may_make=may_make)
        except TryAgainError as error:
            self._turns.postpone(asked, error)
            return Outcome(done=Done.UNSURE if may_make else Done.UNANSWERED)
        except DeliveryError as error:
            self._turns.give_up(asked, error.reason)
        except Exception as error:  # noqa: BLE001  # whoever asks next is not to wait for this turn
            self._turns.break_off(asked, error)
        return Outcome(done=Done.FAILED)

    def _repair(self, asked: Asked, chosen: str | None, *, may_make: bool) -> Outcome:
        if asked.known_url is not None and asked.has_column:
            with within(ASKING_SECONDS):
                held = held_in(self._results, asked, asked.known_url)
            return Outcome(done=Done.KNOWN, sent=self._turns.catch_up(asked, held))
        with within(ASKING_SECONDS):
            if may_make:
                found, is_made = asking.find_or_make(self._service, asked)
            else:
                found, is_made = asking.find(self._service, asked), False
            column = _own(asked, found, chosen, is_made=is_made)
            if column is not None:
                asking.mark(self._service, asked, column)
            held = {} if column is None or is_made else held_in(self._results, asked, column.url)
        if column is not None:
            sent = self._turns.keep(asked, column, Origin.MADE if is_made else Origin.FOUND, held)
            if sent is None:
                return Outcome(done=Done.KNOWN)
            found_or_chosen = Done.FOUND if chosen is None else Done.CHOSEN
            return Outcome(done=Done.MADE if is_made else found_or_chosen, sent=sent)
        trouble = trouble_of(found, is_shared=asked.is_shared) or CHOSEN_GONE
        self._turns.give_up(asked, trouble)
        return Outcome(done=Done.SEVERAL if found else Done.MISSING, choices=found)


def _own(
    asked: Asked, found: tuple[Column, ...], chosen: str | None, *, is_made: bool
) -> Column | None:
    """The column that is the link's own, or was chosen to be."""
    if chosen is not None:
        return next((one for one in found if one.url == chosen), None)
    is_clear = trouble_of(found, is_shared=asked.is_shared and not is_made) is None
    return found[0] if is_clear else None
