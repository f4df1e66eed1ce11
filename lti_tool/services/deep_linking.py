"""Use cases of deep linking: show what may be chosen, answer the platform with the choice."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import Towards, towards
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.refusals import MissingError, RefusalError
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.claims import DeepLinkingSettings
from lti_tool.lti.deep_linking import ContentItem, LineItemProposal, answer
from lti_tool.lti.keys import ToolKeys
from lti_tool.store import activities, frameworks, visits
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Deployment, Registration, Visit


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """An activity that can be added to a course."""

    activity: Activity
    towards: Towards


@dataclass(frozen=True, kw_only=True)
class Picker:
    """What the picker shows, and what the platform takes."""

    choosable: tuple[Choosable, ...]
    several: bool
    takes_line_items: bool


@dataclass(frozen=True, kw_only=True)
class SignedAnswer:
    """What the browser posts to the platform: a token, and where to."""

    return_url: str
    token: str


class DeepLinking:
    """Lets a course admin choose activities, and tells the platform which."""

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        keys: ToolKeys,
        launch_url: str,
        read_activity: Callable[[str], Activity],
        read_framework: Callable[[str], Framework],
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._keys = keys
        self._launch_url = launch_url
        self._read_activity = read_activity
        self._read_framework = read_framework

    def picker(self, visit_id: str, *, tenant_id: int) -> Picker:
        """What can be chosen in this visit; raises :class:`MissingError`."""
        with self._reading() as session:
            settings = _settings(_request(session, visit_id, tenant_id)[0])
            return Picker(
                choosable=self._choosable(session),
                several=settings.accept_multiple,
                takes_line_items=settings.accept_line_item,
            )

    def answer(self, visit_id: str, codes: Sequence[str], *, tenant_id: int) -> SignedAnswer:
        """Sign what was chosen; nothing chosen is an answer too, and leaves the course as it is.

        Everything but the choice comes from the request that the platform signed. Raises
        :class:`RefusalError` with a sentence for a choice that cannot be.
        """
        with self._reading() as session:
            visit, deployment, registration = _request(session, visit_id, tenant_id)
            settings = _settings(visit)
            deployment_id, agreement = deployment.deployment_id, agreement_of(registration)
            by_code = {one.activity.code: one.activity for one in self._choosable(session)}
        chosen = list(dict.fromkeys(codes))
        _check_choice(chosen, by_code, settings)
        token = answer(
            agreement,
            self._keys,
            deployment_id=deployment_id,
            data=settings.data,
            items=[self._item(by_code[code], settings) for code in chosen],
            clock=self._clock,
        )
        return SignedAnswer(return_url=settings.return_url, token=token)

    def _choosable(self, session: Session) -> tuple[Choosable, ...]:
        read = {
            row.code: self._read_framework(row.document) for row in frameworks.list_all(session)
        }
        listed = [self._read_activity(row.document) for row in activities.list_newest(session)]
        return tuple(
            Choosable(activity=activity, towards=towards(activity, read[activity.framework]))
            for activity in listed
            if activity.framework in read
        )

    def _item(self, activity: Activity, settings: DeepLinkingSettings) -> ContentItem:
        line_item = LineItemProposal(
            label=activity.title,
            score_maximum=activity.points,
            resource_id=activity.code,
            tag="activity",
        )
        return ContentItem(
            url=self._launch_url,
            title=activity.title,
            text=activity.summary,
            custom={"activity": activity.code},
            line_item=line_item if settings.accept_line_item else None,
        )


def _request(
    session: Session, visit_id: str, tenant_id: int
) -> tuple[Visit, Deployment, Registration]:
    found = visits.find_with_deployment(session, visit_id, tenant_id=tenant_id)
    if found is None:
        raise MissingError("This visit has ended. Open it again from your course.")
    return found


def _settings(visit: Visit) -> DeepLinkingSettings:
    if visit.deep_linking is None:
        raise MissingError(
            "Activities are chosen from inside a course, and this is not such a visit."
        )
    kept = dict(visit.deep_linking)
    for name in ("accept_types", "accept_targets"):
        kept[name] = tuple(kept[name])
    return DeepLinkingSettings(**kept)


def _check_choice(
    chosen: Sequence[str], known: Container[str], settings: DeepLinkingSettings
) -> None:
    if any(code not in known for code in chosen):
        raise MissingError("One of the chosen activities is no longer in the library.")
    if len(chosen) > 1 and not settings.accept_multiple:
        raise RefusalError("Your course takes one activity at a time. Please choose one.")
