"""The use cases of evidence, built together: they stand on the same ground."""

from dataclasses import dataclass
from typing import Self

from lti_tool.learning.clock import Clock
from lti_tool.services.evidence.choices import ReadFramework
from lti_tool.services.evidence.desk import EvidenceDesk
from lti_tool.services.evidence.rows import ReadActivity
from lti_tool.services.evidence.submitted import SubmittedEvidence
from lti_tool.services.evidence.verbs import OwnEvidence
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.database import Transaction


@dataclass(frozen=True, kw_only=True)
class EvidenceServices:
    """What authors do with their evidence, what they see of it, and what instructors see."""

    own: OwnEvidence
    desk: EvidenceDesk
    submitted: SubmittedEvidence

    @classmethod
    def on(
        cls,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        read_framework: ReadFramework,
        folder: AttachmentFolder,
    ) -> Self:
        """Build them all."""
        return cls(
            own=OwnEvidence(
                transaction=transaction,
                clock=clock,
                read_activity=read_activity,
                read_framework=read_framework,
                folder=folder,
            ),
            desk=EvidenceDesk(
                reading=reading,
                clock=clock,
                read_activity=read_activity,
                read_framework=read_framework,
            ),
            submitted=SubmittedEvidence(
                transaction=transaction,
                clock=clock,
                read_activity=read_activity,
                read_framework=read_framework,
            ),
        )
