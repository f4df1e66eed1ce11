"""What a platform holds in a whole column of its gradebook.

Assignment and Grade Services 2.0 §3.3: https://www.imsglobal.org/spec/lti-ags/v2p0/#result-service
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from lti_tool.learning.columns import NO_COLUMN
from lti_tool.learning.families import FamilyRules
from lti_tool.lti.claim_values import ID_LIMIT
from lti_tool.lti.connector import Connector
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import ColumnGoneError, RefusedError
from lti_tool.lti.line_items import GONE, is_gone
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import (
    RESULT_SCOPE,
    RESULTS_TYPE,
    UNREADABLE_RESULTS,
    LineItemRef,
    Result,
    demand,
    inside,
    results_in,
)
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession

LONGEST_SECONDS: Final = 60.0
"""How long all pages of a column together may take."""
MOST_PAGES: Final = 500
"""Some platforms have ten people on a page, and no limit is asked for: Moodle fails at one."""
MOST_PEOPLE: Final = 50_000
"""More than any course has; a platform is not to fill the memory of a worker."""
PAGE_BYTES: Final = 8 * 1024 * 1024
"""How large a page may be: some platforms give a column in one, whatever it is asked for."""
_LARGEST: Final = Decimal(10) ** 9
"""Points of this size and above are none."""


class ResultService:
    """Reads the results of columns; threads share it."""

    def __init__(self, session: PlatformSession, tokens: AccessTokens) -> None:
        self._session = session
        self._tokens = tokens

    def of_column(
        self, registration: Registration, line_item: LineItemRef, rules: FamilyRules
    ) -> Mapping[str, Result]:
        """Read what is held for everybody, by their ``sub``; raises a `DeliveryError`.

        Comments are left out. It is all of it or nothing: whoever stood on a page that was not read
        would be missed. Where the column itself is not there any more either, that is a
        `ColumnGoneError`: 404 may have other reasons.
        """
        demand(line_item, RESULT_SCOPE)
        connector = Connector(
            registration,
            self._session,
            self._tokens,
            rules.answers.new_token,
            most_bytes=PAGE_BYTES,
        )
        with within(LONGEST_SECONDS):
            try:
                return _all_pages(connector, inside(line_item.url, "results"))
            except RefusedError as error:
                is_there = error.status not in GONE
                if is_there or not is_gone(connector, line_item.url, line_item.scopes):
                    raise
                said = f"{NO_COLUMN} ({error.said})."
                raise ColumnGoneError(said, status=error.status, said=error.said) from error


def _all_pages(connector: Connector, first: str) -> Mapping[str, Result]:
    found: dict[str, Result] = {}
    read: set[str] = set()
    url: str | None = first
    while url is not None:
        if url in read or len(read) == MOST_PAGES:
            raise RefusedError("The platform's list of results does not end.")
        read.add(url)
        answer = connector.make_service_request([RESULT_SCOPE], url, accept=RESULTS_TYPE)
        for person, result in _sound(answer["body"]):
            if len(person) <= ID_LIMIT:  # a longer one is nobody that we know
                found.setdefault(person, replace(result, comment=None))
        if len(found) > MOST_PEOPLE:
            raise RefusedError("The platform's results are of too many people.")
        url = answer["next_page_url"]
    return found


def _sound(body: Any) -> list[tuple[str, Result]]:
    """The results on a page; raises a `RefusedError` where it is none."""
    people = list(results_in(body))
    if not isinstance(body, list) or len(people) != len(body):
        raise RefusedError(UNREADABLE_RESULTS)
    scores = [entry.get("resultScore") for entry in body]
    if any(
        score not in (None, "") and held.given is None
        for score, (_, held) in zip(scores, people, strict=True)
    ):
        raise RefusedError("The platform's results hold scores that cannot be read.")
    numbers = [one for _, held in people for one in (held.given, held.maximum) if one is not None]
    if any(abs(one) >= _LARGEST for one in numbers):
        raise RefusedError("The platform's results hold numbers that cannot be points.")
    return people
