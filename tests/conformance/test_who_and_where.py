"""Lines 45 to 50 and 52 to 54: who launches, where, and what platforms may leave out."""

from typing import Any

from demo.claims import LTI
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Context, Person
from tests.builders import MEI, SAM, TEACHER, a_registration
from tests.conformance.meeting import (
    MEMBERSHIP,
    OPENED,
    Claims,
    Meeting,
    all_of,
    another_platform,
    speaking_as,
)
from tests.sparing import PLATFORM_KEY
from tests.web.refusals import kept, words

PERSONAL = ("name", "given_name", "family_name", "email")


def test_line_45_no_list_of_roles_is_an_error_and_an_empty_one_is_a_launch(
    meeting: Meeting,
) -> None:
    assert meeting.launch(roles=None) == "403 roles-missing"
    assert meeting.launch_with(lambda c: c.update({f"{LTI}roles": None})) == "403 roles-missing"
    wrong: list[Any] = [f"{MEMBERSHIP}#Learner", {"0": "Learner"}, 7, True, [None], [7], [["x"]]]
    assert {meeting.launch(roles=each) for each in wrong} == {"403 roles-wrong"}

    assert meeting.roles() == "reads"
    assert "lets you read this activity, not do it" in meeting.browser.get("/").text


def test_line_47_the_same_subject_of_two_issuers_is_two_people(
    meeting: Meeting, tool: Tool
) -> None:
    assert meeting.launch() == OPENED
    meeting.browser.do_activity()

    with another_platform(meeting, PLATFORM_KEY) as other:
        own, meeting.browser.platform = meeting.browser.platform, other
        assert meeting.launch() == OPENED
        assert not_begun(meeting)
        assert meeting.launch(TEACHER) == OPENED
        assert own.people[SAM].name not in meeting.browser.get("/scores").text
    assert kept(tool, Person) == 3


def not_begun(meeting: Meeting) -> bool:
    page = words(meeting.browser.get("/activity"))
    return "Start" in page and "passed" not in page.lower()


def test_line_47_customers_who_share_an_issuer_share_no_people(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    assert meeting.launch() == OPENED
    meeting.browser.do_activity()
    theirs = meeting.browser.visit

    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
    with speaking_as(platform, client_id="second", deployment_id="1"):
        assert meeting.launch() == OPENED
        assert not_begun(meeting)
        assert meeting.launch(TEACHER) == OPENED
        assert "Sam Okafor" not in meeting.browser.get("/scores").text
        own = meeting.browser.visit
    assert meeting.browser.client.get(f"{theirs}/attempts/1/result").status_code == 200
    assert meeting.browser.client.get(f"{own}/attempts/1/result").status_code in {403, 404}


def test_line_48_what_platforms_may_leave_out_is_missed_by_nothing(meeting: Meeting) -> None:
    left_out = (
        *PERSONAL, "context", "launch_presentation", "tool_platform", "lis", "ext",
        "custom", "ags", "nrps", "role_scope_mentor",
    )  # fmt: skip
    needed = {"custom"}  # names the activity

    came = {each: meeting.launch(**{each: None}) for each in left_out}
    assert came == all_of(left_out, OPENED)

    assert meeting.launch(**dict.fromkeys(set(left_out) - needed)) == OPENED
    page = meeting.browser.get("/activity")
    assert page.status_code == 200
    assert "Okafor" not in page.text
    assert "passed" in meeting.browser.do_activity().text


def test_line_49_a_course_has_a_name_that_is_one_only_within_its_deployment(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, deployment_ids=("2",)))
    same = {"context": {"id": "the-course", "title": "A"}}
    assert meeting.launch(**same) == OPENED
    meeting.browser.do_activity()

    assert meeting.launch(TEACHER, **same, deployment_id="2") == OPENED
    assert "Sam Okafor" not in meeting.browser.get("/scores").text
    assert meeting.launch(TEACHER, **same) == OPENED
    assert "Sam Okafor" in meeting.browser.get("/scores").text
    assert kept(tool, Context) == 2


def test_line_49_a_course_need_not_be_of_a_type_that_we_know(meeting: Meeting) -> None:
    types: list[Any] = [
        None,
        [],
        ["Group"],
        ["urn:lti:context-type:ims/lis/CourseSection"],
        ["?", 7],
    ]
    for each in (*types, "CourseSection", {"a": 1}):
        assert meeting.launch(context={"id": "c", "type": each}) == OPENED, each
    assert meeting.launch(context={"id": "c"}) == OPENED
    for missing in ({}, {"id": None}, {"id": ""}, {"title": "A"}):
        assert meeting.launch(context=missing) == "403 context-id-missing"
    odd: list[Any] = ["x" * 256, 7, ["c"], {}]
    assert {meeting.launch(context={"id": each}) for each in odd} == {"403 context-id-wrong"}


def test_line_50_neither_name_nor_address_tells_who_somebody_is(
    meeting: Meeting, tool: Tool
) -> None:
    same = {"name": "Sam Okafor", "email": "sam@trust.example"}
    assert meeting.launch(SAM, **same) == OPENED
    meeting.browser.do_activity()

    assert meeting.launch(MEI, **same) == OPENED
    assert not_begun(meeting)
    assert meeting.launch(SAM, name="Samuel O.", email="other@trust.example") == OPENED
    assert not not_begun(meeting)
    assert kept(tool, Person) == 2


def test_line_52_a_variable_that_nobody_resolved_counts_as_absent(meeting: Meeting) -> None:
    names = (
        "$Person.name.full",
        "$ResourceLink.title",
        "$Canvas.course.id",
        "$X",
        "$Context.id.history",
    )

    for name in names:
        for custom in ({"activity": name}, {"page": name}, {"activity": name, "x": name}):
            assert meeting.launch(TEACHER, custom=custom) == OPENED
            page = meeting.browser.get("/")
            assert page.status_code == 200
            assert name not in page.text
            assert "Choose an activity" in words(page), words(page)


def test_line_52_a_variable_that_nobody_resolved_changes_nothing_that_is_known(
    meeting: Meeting,
) -> None:
    for name in ("$Person.name.full", "$Canvas.course.id", "$X"):
        assert meeting.launch() == OPENED
        assert meeting.launch(custom={"activity": name}) == OPENED
        assert "Medicines that add up" in words(meeting.browser.get("/"))
        assert meeting.launch(custom={"activity": "$5.00 and more"}) == OPENED  # a text like others
        assert "Medicines that add up" not in words(meeting.browser.get("/activity"))


def test_line_52_values_that_are_no_texts_count_as_absent(meeting: Meeting) -> None:
    activity = "medicines-that-add-up"
    odd: list[Any] = [7, None, True, ["x"], {"a": 1}, 0.5]

    for value in odd:
        assert meeting.launch(custom={"activity": activity, "more": value}) == OPENED
        assert "Medicines that add up" in meeting.browser.get("/").text
        assert meeting.launch(TEACHER, custom={"activity": value}) == OPENED
        assert meeting.browser.get("/").status_code == 200


def test_line_53_the_people_a_mentor_looks_after_open_nothing_to_anybody(meeting: Meeting) -> None:
    roles = {"Learner": "does", "Mentor": "reads", "": "reads"}
    for name, rights in roles.items():
        for others in ([SAM, TEACHER], [], "all"):
            uris = [f"{MEMBERSHIP}#{name}"] if name else []
            assert meeting.launch(MEI, roles=uris, role_scope_mentor=others) == OPENED
            assert meeting.rights() == rights


def test_line_54_the_number_of_a_platform_tells_nobody_apart(meeting: Meeting, tool: Tool) -> None:
    assert meeting.launch() == OPENED
    meeting.browser.do_activity()

    odd: list[Any] = [{"guid": "another"}, {"guid": None}, {"guid": 7}, {}, None, "text", [7]]
    for claim in odd:
        assert (
            meeting.launch_with(lambda c, v=claim: c.update({f"{LTI}tool_platform": v})) == OPENED
        )
        assert not not_begun(meeting)
    assert kept(tool, Person) == 1


def test_line_46_a_subject_is_a_text_of_bearable_length_compared_letter_by_letter(
    meeting: Meeting, tool: Tool
) -> None:
    odd: list[Any] = ["s" * 256, 7, ["4"], {"sub": "4"}, True]
    assert {meeting.launch(sub=each) for each in odd} == {"403 sub-wrong"}
    assert kept(tool, Person) == 0

    for number, subject in enumerate(("s" * 255, "Sam", "sam", "sam ", "0", "é"), start=1):
        assert meeting.launch(sub=subject) == OPENED
        assert not_begun(meeting)
        meeting.browser.do_activity()
        assert kept(tool, Person) == number


def test_line_46_who_is_described_but_not_named_is_refused(meeting: Meeting) -> None:
    for missing in (None, ""):
        for left in PERSONAL:
            others = {name: None for name in PERSONAL if name != left}
            assert meeting.launch(sub=missing, **others) == "403 sub-missing"
    assert meeting.launch_with(lambda c: c.update(sub=None)) == "403 sub-missing"


def test_line_46_who_comes_without_any_identity_reads_and_is_nobody_else(
    meeting: Meeting, tool: Tool
) -> None:
    nobody: Claims = dict.fromkeys((*PERSONAL, "sub"))
    for person in (SAM, TEACHER):
        before = kept(tool, Person)
        assert meeting.launch(person, **nobody) == OPENED
        assert kept(tool, Person) == before + 1
        assert "Nothing you do is kept" in words(meeting.browser.get("/"))
        for path in ("/activity", "/scores", "/portfolio", "/picker"):
            assert meeting.browser.client.get(f"{meeting.browser.visit}{path}").status_code == 403
    token = {"csrf_token": "x"}
    posted = meeting.browser.client.post(f"{meeting.browser.visit}/attempts", data=token)
    assert posted.status_code in {400, 403}
