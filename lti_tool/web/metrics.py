"""What Prometheus asks for: how many scores have not arrived, and whether the tool is well."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, request
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from typing_extensions import override
from werkzeug.wrappers import Response

from lti_tool.services.metrics import Figures, PlatformFigures
from lti_tool.web.current import Who, admits, services
from lti_tool.web.refusals import Refusal, show

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@admits(Who.ANYBODY)
def metrics() -> Response | tuple[Any, ...]:
    """Say in numbers how the tool is. It names platforms by their numbers, and people not at all.

    Where the operator has set a token, nobody reads them without it.
    """
    said, ours = request.authorization, services().metrics
    is_bearer = said is not None and said.type == "bearer"
    if not ours.may_read(said.token if said is not None and is_bearer else None):
        return *show(_NO_TOKEN), {"WWW-Authenticate": "Bearer"}
    told = _Told(ours.read(), is_queue_up=ours.is_queue_up())
    return Response(generate_latest(told), content_type=CONTENT_TYPE_PLAIN_0_0_4)


_NO_TOKEN = Refusal(
    status=401,
    title="This address needs a token",
    sentence="It is for the programs that watch over this tool.",
    next_step="Nothing of your course is here: go back to it.",
    reason="metrics-token",
)


class _Told(Collector):
    """The numbers of one answer as Prometheus calls them: none is counted between two answers."""

    def __init__(self, figures: Figures | None, *, is_queue_up: bool) -> None:
        self._figures = figures
        self._is_queue_up = is_queue_up

    @override
    def collect(self) -> Iterator[Metric]:
        is_up = self._figures is not None and self._figures.takes_changes
        yield _one("lti_tool_up", "Whether the database answers and can be written.", is_up)
        yield _one("lti_tool_queue_up", "Whether the queue takes work.", self._is_queue_up)
        if self._figures is not None:
            yield from _of_platforms(self._figures.platforms)
            yield _launches(self._figures)
            yield CounterMetricFamily(
                "lti_tool_scores",
                "Scores ever put into the outbox, at the most.",
                value=self._figures.put_in,
            )


def _one(name: str, said: str, is_so: object) -> Metric:
    return GaugeMetricFamily(name, said, value=1.0 if is_so else 0.0)


def _of_platforms(platforms: Sequence[PlatformFigures]) -> Iterator[Metric]:
    scores = GaugeMetricFamily(
        "lti_tool_scores_undelivered",
        "Scores that have not arrived and that no newer score has replaced.",
        labels=["platform", "state"],
    )
    oldest = GaugeMetricFamily(
        "lti_tool_oldest_score_seconds",
        "For how long the oldest score has been on its way.",
        labels=["platform"],
    )
    paused = GaugeMetricFamily(
        "lti_tool_platform_paused",
        "Whether a platform is left alone because it takes no scores.",
        labels=["platform"],
    )
    different = GaugeMetricFamily(
        "lti_tool_scores_different",
        "Scores in whose place a gradebook was found to hold something else, when last compared.",
        labels=["platform"],
    )
    for one in platforms:
        label = str(one.registration_id)
        for state, number in one.scores:
            scores.add_metric([label, state], number)
        oldest.add_metric([label], one.oldest_seconds)
        paused.add_metric([label], one.is_left_alone)
        different.add_metric([label], one.different)
    yield from (scores, oldest, paused, different)


def _launches(figures: Figures) -> Metric:
    launches = GaugeMetricFamily(
        "lti_tool_launches_last_hour", "Launches of the last hour.", labels=["came_to"]
    )
    launches.add_metric(["opened"], figures.opened)
    launches.add_metric(["refused"], figures.refused)
    return launches
