"""Use cases that compare gradebooks with what arrived there. Nothing is ever overwritten."""

from lti_tool.services.reconciling.given import Difference, Reconciled, Uncompared
from lti_tool.services.reconciling.running import Reconciling

__all__ = ["Difference", "Reconciled", "Reconciling", "Uncompared"]
