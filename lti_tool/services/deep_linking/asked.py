"""The request that a visit answers: what the platform signed, and what is chosen so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.learning.choices import Choice, Limits
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.refusals import MissingError
from lti_tool.lti.claims import DeepLinkingSettings
from lti_tool.store import choices, visits
from lti_tool.store.tables import Deployment, Registration, Visit

_DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a platform asked for, inside one transaction."""

    visit: Visit
    deployment: Deployment
    registration: Registration
    settings: DeepLinkingSettings

    @property
    def choice(self) -> Choice:
        """What has been chosen so far."""
        return choices.read(self.visit)

    def rules(self, families: Mapping[str, FamilyRules]) -> FamilyRules:
        """The rules of the platform's family."""
        return families.get(self.registration.family or _DEFAULT) or families[_DEFAULT]

    def limits(self, families: Mapping[str, FamilyRules]) -> Limits:
        """What the platform takes."""
        return Limits(
            most_points=self.rules(families).most_points,
            takes_columns=self.settings.accept_line_item,
        )


def find_asked(session: Session, visit_id: str, *, tenant_id: int) -> Asked:
    """Find what a visit has to answer; raises :class:`MissingError`."""
    found = visits.find_with_deployment(session, visit_id, tenant_id=tenant_id)
    if found is None:
        raise MissingError("This visit has ended. Open it again from your course.")
    visit, deployment, registration = found
    return Asked(
        visit=visit,
        deployment=deployment,
        registration=registration,
        settings=_settings(visit),
    )


def _settings(visit: Visit) -> DeepLinkingSettings:
    if visit.deep_linking is None:
        raise MissingError(
            "Activities are chosen from inside a course, and this is not such a visit."
        )
    kept = dict(visit.deep_linking)
    for name in ("accept_types", "accept_targets"):
        kept[name] = tuple(kept[name])
    return DeepLinkingSettings(**kept)
