"""Scores that do not arrive."""

from lti_tool.app.building import Tool
from lti_tool.app.doctor.findings import well, worth_a_look
from lti_tool.learning.findings import Finding
from lti_tool.learning.scores import DeliveryState
from lti_tool.services.deliveries import PlatformRow


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
        many = f"{waiting} scores are on their way to {names}, the oldest since"
        said.append(
            f"{many if waiting > 1 else f'1 score has been on its way to {names} since'} "
            f"{oldest:%Y-%m-%d %H:%M} UTC. Is a worker running? lti-tool scores backlog says what "
            "keeps it back."
        )
    platforms = tool.backlog.show(most=0).platforms
    said += [_silent(one) for one in platforms if one.is_left_alone]
    stuck = sum(
        one.counts[DeliveryState.REFUSED] + one.counts[DeliveryState.GIVEN_UP] for one in platforms
    )
    if stuck:
        said.append(
            f"{'1 score was' if stuck == 1 else f'{stuck} scores were'} refused or given up: "
            "lti-tool scores backlog says why, and lti-tool scores resend sends again once that "
            "is mended."
        )
    return said


def _silent(one: PlatformRow) -> str:
    """Say who takes no scores, and for what."""
    links = f" for link{'s' if len(one.links) > 1 else ''} {', '.join(one.links)}"
    what = f"no scores{links if one.links else ''} at the moment"
    others = " Others are not held up." if one.links else ""
    whom = "whoever teaches there whether a column is locked" if one.links else "whoever runs it"
    last = f" The last try: {one.reason}" if one.reason else ""
    return (
        f"{one.platform} takes {what}; they wait and are sent by themselves.{others} If it lasts, "
        f"ask {whom}.{last}"
    )
