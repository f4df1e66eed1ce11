"""How what was chosen becomes what the platform is handed, signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.learning.choices import Settled
from lti_tool.learning.clock import Clock
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.deep_linking import ContentItem, LineItemProposal, answer
from lti_tool.lti.histories import HISTORY_VARIABLES
from lti_tool.lti.keys import ToolKeys
from lti_tool.services.deep_linking.asked import Asked


@dataclass(frozen=True, kw_only=True)
class SignedAnswer:
    """What the browser posts to the platform: a token, and where to."""

    return_url: str
    token: str
    number: int
    """How many items are in it."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """With what an answer is signed, when, and where its links lead."""

    keys: ToolKeys
    launch_url: str
    clock: Clock

    def signed(self, asked: Asked, chosen: Sequence[Settled]) -> SignedAnswer:
        """Sign what was chosen; everything else is from what the platform asked."""
        targets = asked.settings.accept_targets
        token = answer(
            agreement_of(asked.registration),
            self.keys,
            deployment_id=asked.deployment.deployment_id,
            data=asked.settings.data,
            items=[content_item(one, self.launch_url, targets) for one in chosen],
            clock=self.clock,
        )
        return SignedAnswer(return_url=asked.settings.return_url, token=token, number=len(chosen))


def content_item(one: Settled, launch_url: str, targets: tuple[str, ...] = ()) -> ContentItem:
    """The link that the platform is to place."""
    opens = {"activity": one.code} if one.page is None else {"page": one.page.value}
    return ContentItem(
        url=launch_url,
        title=one.title,
        text=one.summary,
        custom={**opens, **HISTORY_VARIABLES},
        line_item=_line_item(one),
        opens=one.opens,
        due=one.due,
        targets=targets,
    )


def _line_item(one: Settled) -> LineItemProposal | None:
    if one.points is None:
        return None
    return LineItemProposal(
        label=one.title, score_maximum=one.points, resource_id=one.code, tag="activity"
    )
