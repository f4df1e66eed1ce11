"""Use cases that compare gradebooks with what arrived there. Nothing is ever overwritten."""

from lti_tool.services.reconciling.given import Difference, NamedColumn, Reconciled, Uncompared
from lti_tool.services.reconciling.running import Reconciling

__all__ = ["Difference", "NamedColumn", "Reconciled", "Reconciling", "Uncompared"]
