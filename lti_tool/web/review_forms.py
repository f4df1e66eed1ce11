"""What the pages of review are asked for and are sent: the queue's filter, and a decision."""

import re
from collections.abc import Iterator
from typing import Any

from flask import request

from lti_tool.learning.reviews import Outcome
from lti_tool.services.reviews import QueueFilter, QueueShown, ReviewSent
from lti_tool.web.forms import number_in, said, said_in_address

_NO_TURN = -1
_CRITERION = re.compile(r"[a-z0-9]{1,9}")


def queue_filter() -> QueueFilter:
    """Which part of the queue the address is about; what is no choice of ours counts as none."""
    shown = said_in_address("shown")
    return QueueFilter(
        shown=QueueShown(shown) if shown in set(QueueShown) else QueueShown.WAITING,
        activity_code=said_in_address("activity"),
        domain=said_in_address("domain"),
        learner=said_in_address("learner"),
        resource_link_id=number_in(said_in_address("link")),
    )


def asked_of(wanted: QueueFilter) -> dict[str, Any]:
    """The filter as the query of an address, so that it goes along from page to page."""
    words = {
        "shown": "" if wanted.shown is QueueShown.WAITING else wanted.shown.value,
        "activity": wanted.activity_code,
        "domain": wanted.domain,
        "learner": wanted.learner,
        "link": str(wanted.resource_link_id or ""),
    }
    return {name: value for name, value in words.items() if value}


def review_sent() -> ReviewSent:
    """What the form of a decision sent; fields whose names are not ours are left out."""
    return ReviewSent(
        turn=turn_sent(),
        outcome=Outcome.RETURNED if request.form.get("outcome") == "returned" else Outcome.DECIDED,
        verdicts=dict(_numbered("verdict-")),
        whys=dict(_numbered("why-")),
        levels=dict(_levels()),
        comment=request.form.get("comment", ""),
        gradebook_comment=request.form.get("gradebook_comment", ""),
        words_seen=request.form.get("words_seen"),
        looked_at=request.form.get("looked_at", ""),
        changed=said()["changed"],
        began=dict(_marks()),
    )


def turn_sent() -> int:
    """How often the piece had changed hands when the page was made; a number of none if unsaid."""
    number = number_in(request.form.get("turn", ""))
    return _NO_TURN if number is None else number


def _numbered(prefix: str) -> Iterator[tuple[int, str]]:
    """The fields of this prefix, by the number of a framework item behind it."""
    for name, value in request.form.items():
        if name.startswith(prefix) and (number := number_in(name.removeprefix(prefix))):
            yield number, value


def _marks() -> Iterator[tuple[str, str]]:
    """What tells the texts that the page began with from others, by field."""
    for one in request.form.get("began", "").split():
        name, _, mark = one.partition(":")
        yield name, mark


def _levels() -> Iterator[tuple[str, int]]:
    """The levels that were chosen, by criterion."""
    for name, value in request.form.items():
        key, position = name.removeprefix("level-"), number_in(value)
        if name.startswith("level-") and _CRITERION.fullmatch(key) and position is not None:
            yield key, position
