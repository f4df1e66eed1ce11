"""Scores that do not arrive."""

from lti_tool.app.building import Tool
from lti_tool.app.doctor.findings import well, worth_a_look
from lti_tool.learning.findings import Finding
from lti_tool.learning.scores import DeliveryState


def look_at_scores(tool: Tool) -> list[Finding]:
    """Name what waits for too long, what is stuck, and who takes nothing; or that all is well."""
    found = [worth_a_look("scores", sentence) for sentence in _odd(tool)]
    return found or [well("scores", "No score waits for too long, and none is stuck.")]


def _odd(tool: Tool) -> list[str]:
    said = []
    overdue = tool.backlog_watch.overdue()
    if overdue:
        oldest = min(one.oldest_at for one in overdue if one.oldest_at is not None)
        waiting = sum(one.under_way for one in overdue)
        names = " and ".join(one.platform for one in overdue)
        said.append(
            f"{waiting} on their way to {names}, the oldest since {oldest:%Y-%m-%d %H:%M} UTC. Is "
            "a worker running? lti-tool scores backlog says what keeps them."
        )
    platforms = tool.backlog.show(most=0).platforms
    said += [
        f"{one.platform} takes no scores at the moment. {one.reason or 'It asked for a pause.'}"
        for one in platforms
        if one.is_left_alone
    ]
    stuck = sum(
        one.counts[DeliveryState.REFUSED] + one.counts[DeliveryState.GIVEN_UP] for one in platforms
    )
    if stuck:
        said.append(
            f"{stuck} scores were refused or given up: lti-tool scores backlog says why, and "
            "lti-tool scores resend sends them again once that is mended."
        )
    return said
