"""Which roles in the course the role URIs of a launch amount to.

LTI Core 1.3 appendix A.2: https://www.imsglobal.org/spec/lti/v1p3/#role-vocabularies
URIs are compared whole. Roles in the institution or the system never count: a member of a faculty
may be a learner here. Unknown roles are passed over. `docs/roles.md` is this table for people.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lti_tool.learning.people import Role

_MEMBERSHIP: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership"

TEST_USER: Final = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
ADMINISTRATORS: Final = frozenset(
    {
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
        # Old spellings, which platforms still send.
        "http://purl.imsglobal.org/vocab/lis/v2/person#Administrator",
        "urn:lti:instrole:ims/lis/Administrator",
        "urn:lti:sysrole:ims/lis/Administrator",
        "urn:lti:sysrole:ims/lis/SysAdmin",
    }
)

_PRINCIPALS: Final[Mapping[str, Role]] = {
    "Administrator": Role.ADMINISTRATOR,
    "ContentDeveloper": Role.CONTENT_DEVELOPER,
    "Instructor": Role.INSTRUCTOR,
    "Learner": Role.LEARNER,
    "Mentor": Role.MENTOR,
}

_SUB_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "Administrator": (
        "Administrator",
        "Developer",
        "ExternalDeveloper",
        "ExternalSupport",
        "ExternalSystemAdministrator",
        "Support",
        "SystemAdministrator",
    ),
    "ContentDeveloper": (
        "ContentDeveloper",
        "ContentExpert",
        "ExternalContentExpert",
        "Librarian",
    ),
    "Instructor": (
        "ExternalInstructor",
        "Grader",
        "GuestInstructor",
        "Instructor",
        "Lecturer",
        "PrimaryInstructor",
        "SecondaryInstructor",
        "TeachingAssistant",
        "TeachingAssistantGroup",
        "TeachingAssistantOffering",
        "TeachingAssistantSection",
        "TeachingAssistantSectionAssociation",
        "TeachingAssistantTemplate",
    ),
    "Learner": (
        "ExternalLearner",
        "GuestLearner",
        "Instructor",
        "Learner",
        "NonCreditLearner",
    ),
    "Mentor": (
        "Advisor",
        "Auditor",
        "ExternalAdvisor",
        "ExternalAuditor",
        "ExternalLearningCoordinator",
        "ExternalMentor",
        "ExternalReviewer",
        "ExternalTutor",
        "LearningCoordinator",
        "Mentor",
        "Reviewer",
        "Tutor",
    ),
}

_BY_NAME: Final[Mapping[str, Role]] = {
    # Short names are deprecated, allowed for roles in the course only, and still certified.
    **_PRINCIPALS,
    **{f"{_MEMBERSHIP}#{name}": role for name, role in _PRINCIPALS.items()},
}

_BY_SUB_ROLE: Final[Mapping[str, Role]] = {
    f"{_MEMBERSHIP}/{principal}#{name}": _PRINCIPALS[principal]
    for principal, names in _SUB_ROLES.items()
    for name in names
}


def course_roles(uris: Iterable[str]) -> frozenset[Role]:
    """Read the roles in the course; none at all is an answer (least rights).

    A sub-role stands for its principal role where the platform left that out. Beside Learner it
    does not: some platforms send Learner with a teaching assistant's sub-role for people who learn.
    """
    named = tuple(uris)
    principals = frozenset(_BY_NAME[uri] for uri in named if uri in _BY_NAME)
    if Role.LEARNER in principals:
        return principals
    return principals | {_BY_SUB_ROLE[uri] for uri in named if uri in _BY_SUB_ROLE}


def is_test_user(uris: Iterable[str]) -> bool:
    """Whether a platform calls somebody a preview student (A.2.4): they work like anybody else."""
    return TEST_USER in uris


def administers(uris: Iterable[str]) -> bool:
    """Whether somebody looks after the platform itself.

    It gives nothing in any course; only a data privacy launch about somebody else asks for it.
    """
    return not ADMINISTRATORS.isdisjoint(uris)
