"""Lines 120 to 122: submission reviews, people of LTI 1.1, and the rest of the messages."""

import base64
import hashlib
import hmac
from typing import Any

from sqlalchemy import select

from demo.claims import LTI, SUBMISSION_REVIEW
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.platforms import FormerSecret
from lti_tool.store.tables import FormerPerson, Person
from tests.builders import MEI, SAM, TEACHER, a_registration
from tests.conformance.meeting import MEMBERSHIP, OPENED, Claims, Meeting, all_of
from tests.web.refusals import kept, words

PRIVACY = "LtiDataPrivacyLaunchRequest"
KEY, SECRET = "old-key", "old secret"


def review(meeting: Meeting, reviewer: str, of: str | None, **changes: Any) -> str:
    """Open a review as the gradebook does: what came of it."""
    about = {"for_user": {"user_id": of}} if of else {}
    return meeting.launch(reviewer, message_type=SUBMISSION_REVIEW, **about, **changes)


def test_line_120_an_instructor_sees_the_work_of_whom_a_review_names(meeting: Meeting) -> None:
    for person in (SAM, MEI):
        assert meeting.launch(person) == OPENED
        meeting.browser.do_activity()

    for person, name, other in ((SAM, "Sam Okafor", "Mei Lin"), (MEI, "Mei Lin", "Sam Okafor")):
        assert review(meeting, TEACHER, person) == OPENED
        page = words(meeting.browser.get("/"))
        assert name in page
        assert other not in page
        assert "8 of 8" in page
    assert review(meeting, TEACHER, None) == OPENED
    everybody = words(meeting.browser.get("/"))
    assert "Sam Okafor" in everybody
    assert "Mei Lin" in everybody


def test_line_120_a_learner_sees_the_own_work_and_nobody_elses(meeting: Meeting) -> None:
    for person in (SAM, MEI):
        assert meeting.launch(person) == OPENED
        meeting.browser.do_activity()

    for own in (SAM, None):
        assert review(meeting, SAM, own) == OPENED
        page = meeting.browser.get("/")
        assert page.request.path.endswith("/attempts/1/result")
        assert "Mei Lin" not in page.text
    for other in (MEI, TEACHER, "nobody"):
        assert review(meeting, SAM, other) == "403 for-user-somebody-else"
    mentor: Claims = {"roles": [f"{MEMBERSHIP}#Mentor"], "role_scope_mentor": [MEI]}
    assert review(meeting, SAM, MEI, **mentor) == "403 for-user-somebody-else"


def test_line_120_a_review_of_what_cannot_be_is_no_fault(meeting: Meeting) -> None:
    assert review(meeting, TEACHER, "never-heard-of") == OPENED
    assert meeting.browser.get("/").status_code == 200
    for missing in ({"ags": None}, {"ags": {}}, {"custom": None}):
        assert review(meeting, TEACHER, SAM, **missing) == OPENED
        assert meeting.browser.get("/").status_code == 200
    odd: list[Any] = [{"user_id": 7}, {"user_id": ""}, {}, "4", ["4"], {"user_id": "s" * 256}]
    for claim in odd:
        came = meeting.launch(TEACHER, message_type=SUBMISSION_REVIEW, for_user=claim)
        assert came in {
            "403 for-user-wrong",
            "403 for-user-user-id-wrong",
            "403 for-user-user-id-missing",
        }


def signed(
    claims: Claims, *, key: str = KEY, secret: str = SECRET, **spoilt: Any
) -> dict[str, Any]:
    """The claim of somebody whose id was another in LTI 1.1, signed as the standard says."""
    said = {**claims, **spoilt}
    where = key, said[f"{LTI}deployment_id"], said["iss"], said["aud"]
    text = "&".join([*where, str(said["exp"]), said["nonce"]])
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return {
        "user_id": "old-4",
        "oauth_consumer_key": key,
        "oauth_consumer_key_sign": base64.b64encode(digest).decode(),
    }


def linked(tool: Tool) -> list[tuple[str, str]]:
    """Who was whom in LTI 1.1."""
    rows = select(Person.subject, FormerPerson.user_id).join(
        FormerPerson, FormerPerson.person_id == Person.id
    )
    with tool.database.reading() as session:
        return [(row[0], row[1]) for row in session.execute(rows)]


def launch_as_before(meeting: Meeting, **how: Any) -> str:
    return meeting.launch_with(lambda c: c.update({f"{LTI}lti1p1": signed(c, **how)}))


def test_line_121_only_a_signature_with_the_old_secret_links_people(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    old = FormerSecret(key=KEY, secret=SECRET)
    tool.platforms.add(a_registration(platform, former=old))
    wrong: list[dict[str, Any]] = [
        {"secret": "guessed"},
        {"secret": ""},
        {"key": "another-key"},
        {"nonce": "another-nonce"},
        {"exp": 1},
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {f"{LTI}deployment_id": "2"},
    ]
    for how in wrong:
        assert launch_as_before(meeting, **how) == OPENED
        assert linked(tool) == [], how
    odd: list[Any] = [None, 7, [], {}, {"user_id": "old-4"}, {"oauth_consumer_key": KEY}, "old-4"]
    for claim in odd:
        said = {f"{LTI}lti1p1": claim}
        assert meeting.launch_with(lambda c, said=said: c.update(said)) == OPENED
    assert linked(tool) == []

    assert launch_as_before(meeting) == OPENED
    assert launch_as_before(meeting) == OPENED
    assert linked(tool) == [(SAM, "old-4")]


def test_line_122_a_data_privacy_launch_says_what_is_kept(meeting: Meeting) -> None:
    for name in (PRIVACY, "DataPrivacyLaunchRequest"):
        changes: Claims = {"message_type": name, "resource_link": None, "custom": None}
        assert meeting.launch(**changes) == OPENED
        page = meeting.browser.get("/")
        assert page.request.path.endswith("/privacy")
        assert page.status_code == 200
        other: Claims = {**changes, "for_user": {"user_id": MEI}}
        assert meeting.launch(**other) == "403 for-user-somebody-else"


def test_line_122_what_is_not_announced_is_refused_in_a_page(meeting: Meeting, tool: Tool) -> None:
    names = (
        "LtiContextLaunchRequest", "LtiStartProctoring", "LtiStartAssessment", "LtiEndAssessment",
        "LtiHelloWorldNotice", "LtiContextCopyNotice", "LtiAssetProcessorSettingsRequest",
        "LtiReportReviewRequest", "LtiEulaRequest", "LtiDataPrivacyLaunchResponse",
    )  # fmt: skip
    came = {name: meeting.launch(message_type=name, resource_link=None) for name in names}

    assert came == all_of(names, "403 message-type-unknown")
    notice = {"notice": {"jwt": "eyJhbGciOiJub25lIn0.e30."}}
    answer = meeting.browser.client.post("/lti/launch", json=notice)
    assert meeting.outcome(answer)[:3] in {"403", "415"}
    assert kept(tool) == 0
