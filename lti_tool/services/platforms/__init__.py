"""Use cases of the operator: which platforms may launch the tool, and whether they work."""

from lti_tool.services.platforms.checking import PlatformChecks
from lti_tool.services.platforms.given import FormerSecret, NewRegistration, PlatformsError
from lti_tool.services.platforms.registering import Platforms
from lti_tool.services.platforms.summaries import DeploymentSummary, RegistrationSummary

__all__ = [
    "DeploymentSummary",
    "FormerSecret",
    "NewRegistration",
    "PlatformChecks",
    "Platforms",
    "PlatformsError",
    "RegistrationSummary",
]
