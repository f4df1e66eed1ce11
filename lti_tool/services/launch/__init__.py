"""Use cases of arriving: a login is started, a launch accepted, a visit entered, its end tidied."""

from lti_tool.services.launch.arrivals import Arrivals, Terms, login_key_of
from lti_tool.services.launch.limits import RefusalLimit, Standing
from lti_tool.services.launch.logins import HAND_OVER, KnownPlatform, LoginRedirect, Logins
from lti_tool.services.launch.noting import LaunchLog, NotedLaunch, RefusedLaunch
from lti_tool.services.launch.tidying import Tidying
from lti_tool.services.launch.visits import Landing, Visitor, Visits

__all__ = [
    "HAND_OVER",
    "Arrivals",
    "KnownPlatform",
    "Landing",
    "LaunchLog",
    "LoginRedirect",
    "Logins",
    "NotedLaunch",
    "RefusalLimit",
    "RefusedLaunch",
    "Standing",
    "Terms",
    "Tidying",
    "Visitor",
    "Visits",
    "login_key_of",
]
