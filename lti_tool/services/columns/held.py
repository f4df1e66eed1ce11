"""What a column holds already, so that nothing is replaced there without anybody asking."""

import logging
from collections.abc import Mapping

from lti_tool.learning.score_checks import Points
from lti_tool.lti.errors import RefusedError
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import LineItemRef
from lti_tool.services.columns.asked import Asked

log = logging.getLogger(__name__)


def held_in(results: ResultService, asked: Asked, url: str) -> Mapping[str, Points]:
    """Read the points that a column holds, by the ``sub`` of their learners.

    Nothing where it may not be read, and where nobody has a score to send. Whether a 0 is a score
    that somebody gave is for the platform's family to say. Raises a `TryAgainError`.
    """
    if not asked.has_submitted or asked.holds_back:
        return {}
    column = LineItemRef(url=url, scopes=asked.scopes)
    try:
        found = results.of_column(asked.agreement, column, asked.rules)
    except RefusedError as error:
        log.info("column.not-read link=%s reason=%r", asked.link_id, error.reason)
        return {}
    return {
        person: Points(given=one.given, maximum=one.maximum)
        for person, one in found.items()
        if one.given is not None and (one.given or asked.rules.zero_is_given)
    }
