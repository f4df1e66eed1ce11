"""Admission: what a verified launch has to be before anything is opened for it."""

from lti_tool.learning.origins import origin_of
from lti_tool.learning.people import may_build, may_teach
from lti_tool.lti.claims import Launch, MessageType
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.roles import administers, course_roles
from lti_tool.store.tables import Deployment, Registration


def check_launch(launch: Launch, *, base_url: str) -> None:
    """Check that a launch is for us and asks for what its person may do.

    Raises :class:`LaunchRejectedError`.
    """
    target = launch.target_link_uri
    if target is not None and origin_of(target) != origin_of(base_url):
        raise LaunchRejectedError(
            "target-elsewhere", "This link leads to another tool. Its address has to be ours."
        )
    roles = course_roles(launch.roles)
    if launch.message_type is MessageType.DEEP_LINKING and not may_build(roles):
        raise LaunchRejectedError(
            "may-not-build", "Only somebody who builds the course can add activities to it."
        )
    if launch.for_user not in (None, launch.subject) and not _may_ask_about_others(launch):
        raise LaunchRejectedError(
            "for-user-somebody-else",
            "This link is about somebody else, whose work your role in this course does not let "
            "you see. Open your own work from your course.",
        )


def _may_ask_about_others(launch: Launch) -> bool:
    if launch.is_anonymous:
        return False
    is_privacy = launch.message_type is MessageType.DATA_PRIVACY
    return may_teach(course_roles(launch.roles)) or (is_privacy and administers(launch.roles))


def check_in_use(registration: Registration, deployment: Deployment | None = None) -> None:
    """Check that the platform, and the part of it that a launch names, are not retired.

    Raises :class:`LaunchRejectedError`.
    """
    if registration.retired_at is not None:
        raise LaunchRejectedError(
            "platform-retired",
            "Your learning platform no longer uses this tool, so nothing can be opened from it. "
            "What was done here before is kept. Ask whoever looks after your platform.",
        )
    if deployment is not None and deployment.retired_at is not None:
        raise LaunchRejectedError(
            "deployment-retired",
            "This part of your learning platform no longer uses this tool, so nothing can be "
            "opened from it. What was done here before is kept. "
            "Ask whoever looks after your platform.",
        )
