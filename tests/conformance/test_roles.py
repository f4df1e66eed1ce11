"""Lines 55 to 63: what a role lets somebody do in the course, and what lets nobody do anything."""

from tests.builders import DEEP_LINKING, MEI, SAM, TEACHER
from tests.conformance.meeting import MEMBERSHIP, OPENED, Meeting, all_of
from tests.web.refusals import words

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2"
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
IN_THE_COURSE = {
    "Learner": ("does", False),
    "Instructor": ("teaches", True),
    "Administrator": ("teaches", True),
    "ContentDeveloper": ("reads", True),
    "Mentor": ("reads", False),
}
IN_THE_INSTITUTION = (
    "Administrator", "Faculty", "Guest", "None", "Other", "Staff", "Student", "Alumni",
    "Instructor", "Learner", "Member", "Mentor", "Observer", "ProspectiveStudent",
)  # fmt: skip
IN_THE_SYSTEM = (
    "Administrator", "None", "AccountAdmin", "Creator", "SysAdmin", "SysSupport", "User",
)  # fmt: skip


def may_pick(meeting: Meeting, *uris: str) -> bool:
    """Whether somebody with these roles may choose activities for the course."""
    browser = meeting.browser
    asked = meeting.begin(SAM, DEEP_LINKING)
    claims = browser.platform.claims(SAM, nonce=asked["nonce"], message_type=DEEP_LINKING)
    claims["https://purl.imsglobal.org/spec/lti/claim/roles"] = list(uris)
    came = meeting.arrive(meeting.form(asked, claims))
    assert came in {OPENED, "403 may-not-build"}
    return came == OPENED


def test_line_55_the_role_in_the_course_decides(meeting: Meeting) -> None:
    for name, (rights, picks) in IN_THE_COURSE.items():
        uri = f"{MEMBERSHIP}#{name}"
        assert (meeting.roles(uri), may_pick(meeting, uri)) == (rights, picks)


LOOK_ALIKES = {
    "of the institution": f"{VOCABULARY}/institution/person#Instructor",
    "of the system": f"{VOCABULARY}/system/person#Administrator",
    "of a person": f"{VOCABULARY}/person#Instructor",
    "another host": "http://evil.example/vocab/lis/v2/membership#Instructor",
    "another host behind ours": "http://purl.imsglobal.org.evil.example/vocab/lis/v2/membership#Instructor",
    "ours inside": f"http://evil.example/?{INSTRUCTOR}",
    "ours before": f"{INSTRUCTOR}.evil.example",
    "https": INSTRUCTOR.replace("http:", "https:"),
    "www": INSTRUCTOR.replace("purl", "www"),
    "lower case": INSTRUCTOR.lower(),
    "upper case": INSTRUCTOR.upper(),
    "plural": f"{INSTRUCTOR}s",
    "space after": f"{INSTRUCTOR} ",
    "space before": f" {INSTRUCTOR}",
    "longer": f"{INSTRUCTOR}#Instructor",
    "slash for hash": INSTRUCTOR.replace("#", "/"),
    "slash before hash": INSTRUCTOR.replace("#", "/#"),
    "other version": INSTRUCTOR.replace("/v2/", "/v1/"),
    "sub-role that there is not": f"{MEMBERSHIP}/Instructor#Principal",
    "sub-role of nobody": f"{MEMBERSHIP}/Principal#Instructor",
    "no fragment": MEMBERSHIP,
    "another alphabet": INSTRUCTOR.replace("I", "\u0406"),
    "escaped": INSTRUCTOR.replace("#", "%23"),
    "several in one": f"{LEARNER},{INSTRUCTOR}",
}


def test_line_56_what_only_looks_like_an_instructor_is_none(meeting: Meeting) -> None:
    came = {what: meeting.roles(uri) for what, uri in LOOK_ALIKES.items()}

    assert came == all_of(LOOK_ALIKES, "reads")
    assert not may_pick(meeting, *LOOK_ALIKES.values())


def test_line_56_a_sub_role_of_learner_that_is_called_instructor_is_a_learner(
    meeting: Meeting,
) -> None:
    assert meeting.roles(f"{MEMBERSHIP}/Learner#Instructor") == "does"
    assert not may_pick(meeting, f"{MEMBERSHIP}/Learner#Instructor")


def test_line_57_roles_in_institution_and_system_open_nothing_in_the_course(
    meeting: Meeting,
) -> None:
    uris = [
        *(f"{VOCABULARY}/institution/person#{name}" for name in IN_THE_INSTITUTION),
        *(f"{VOCABULARY}/system/person#{name}" for name in IN_THE_SYSTEM),
    ]

    assert {uri: meeting.roles(uri) for uri in uris} == all_of(uris, "reads")
    assert not may_pick(meeting, *uris)
    assert meeting.roles(*uris) == "reads"
    assert meeting.roles(*uris, LEARNER) == "does"
    assert meeting.roles(*uris, INSTRUCTOR) == "teaches"


def test_line_58_short_names_stand_for_roles_in_the_course_only(meeting: Meeting) -> None:
    for name, (rights, picks) in IN_THE_COURSE.items():
        assert (meeting.roles(name), may_pick(meeting, name)) == (rights, picks)
    others = (
        "Faculty", "Staff", "Student", "Guest", "SysAdmin", "AccountAdmin", "Member", "instructor",
        "INSTRUCTOR", "Instructor ", "#Instructor", "membership#Instructor", "Manager", "Officer",
        "TeachingAssistant", "Instructor#TeachingAssistant", "Instructor/TeachingAssistant",
    )  # fmt: skip
    assert {name: meeting.roles(name) for name in others} == all_of(others, "reads")


def test_line_59_a_sub_role_alone_stands_for_its_principal_role(meeting: Meeting) -> None:
    sub_roles = {
        ASSISTANT: "teaches",
        f"{MEMBERSHIP}/Instructor#Grader": "teaches",
        f"{MEMBERSHIP}/Administrator#Support": "teaches",
        f"{MEMBERSHIP}/ContentDeveloper#Librarian": "reads",
        f"{MEMBERSHIP}/Learner#GuestLearner": "does",
        f"{MEMBERSHIP}/Learner#NonCreditLearner": "does",
        f"{MEMBERSHIP}/Mentor#Tutor": "reads",
    }

    assert {uri: meeting.roles(uri) for uri in sub_roles} == sub_roles
    assert may_pick(meeting, ASSISTANT)


def test_line_59_a_learner_with_an_assistants_sub_role_learns(meeting: Meeting) -> None:
    for uris in ((LEARNER, ASSISTANT), (ASSISTANT, LEARNER), ("Learner", ASSISTANT)):
        assert meeting.roles(*uris) == "does"
        assert not may_pick(meeting, *uris)
    assert meeting.roles(LEARNER, INSTRUCTOR, ASSISTANT) == "teaches"


def test_line_60_old_spellings_neither_open_anything_nor_stand_in_the_way(
    meeting: Meeting,
) -> None:
    old = (
        f"{VOCABULARY}/person#Instructor",
        f"{VOCABULARY}/person#Administrator",
        f"{VOCABULARY}/person#SysAdmin",
        "urn:lti:sysrole:ims/lis/Administrator",
        "urn:lti:sysrole:ims/lis/SysAdmin",
        "urn:lti:instrole:ims/lis/Instructor",
        "urn:lti:instrole:ims/lis/Administrator",
    )

    assert {uri: meeting.roles(uri) for uri in old} == all_of(old, "reads")
    assert not may_pick(meeting, *old)
    assert meeting.roles(*old, LEARNER) == "does"
    assert meeting.roles(*old, INSTRUCTOR) == "teaches"


def test_line_61_unknown_roles_are_passed_over(meeting: Meeting) -> None:
    unknown = (f"{VOCABULARY}/unknown/unknown#Helper", f"{MEMBERSHIP}#Captain", "?", "", "\u202e")

    assert meeting.roles(*unknown) == "reads"
    assert meeting.roles(*unknown, LEARNER) == "does"
    assert meeting.roles(INSTRUCTOR, *unknown) == "teaches"
    assert meeting.roles(*[f"{MEMBERSHIP}#{number}" for number in range(400)], LEARNER) == "does"


def test_line_63_a_role_that_was_lost_is_lost_at_once_in_every_tab(meeting: Meeting) -> None:
    assert meeting.roles(INSTRUCTOR) == "teaches"
    assert may_pick(meeting, INSTRUCTOR)
    first, picking = meeting.browser.another(), meeting.browser
    meeting.browser = first
    assert meeting.roles(INSTRUCTOR) == "teaches"

    meeting.browser = picking.another()
    assert meeting.roles(LEARNER) == "does"

    meeting.browser = first
    assert meeting.rights() == "does"
    assert first.client.get(f"{first.visit}/scores").status_code == 403
    assert first.client.get(f"{first.visit}/picker").status_code == 403
    assert "not for your role" in words(picking.get("/picker"))


def test_line_63_a_role_that_was_won_counts_from_the_launch_that_says_so(meeting: Meeting) -> None:
    assert meeting.roles() == "reads"
    before = meeting.browser.visit
    assert meeting.launch(SAM, roles=[LEARNER]) == OPENED

    meeting.browser.visit = before
    assert meeting.rights() == "does"


TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def test_line_62_a_preview_student_works_like_a_learner_is_called_one_and_not_counted(
    meeting: Meeting,
) -> None:
    browser = meeting.browser
    assert meeting.roles(TEST_USER) == "reads"
    assert meeting.launch(SAM, roles=[LEARNER, TEST_USER]) == OPENED
    assert "passed" in browser.do_activity().text

    assert meeting.launch(TEACHER, roles=[INSTRUCTOR]) == OPENED
    assert "(preview student)" in words(browser.get("/scores"))
    assert "Nobody has submitted anything yet" in words(browser.get("/course"))

    assert meeting.launch(MEI, roles=[LEARNER]) == OPENED
    browser.do_activity()
    assert meeting.launch(TEACHER, roles=[INSTRUCTOR]) == OPENED
    assert "1 learner has submitted" in words(browser.get("/course"))
