"""The gradebook leads to the work where a tool asked for it; a person asks what is kept of them."""

import html
import re
from typing import Any

import jwt
import pytest

from demo import claims
from tests.demo.test_launches import asked, fields_of

ASKED = {
    "reviewableStatus": ["Submitted", "Completed"],
    "label": "See it",
    "url": "http://localhost:8010/review",
    "custom": {"from": "gradebook"},
}


def reviewable(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**item, "lineItem": {**item["lineItem"], "submissionReview": {**ASKED, **changes}}}


def told(tool: Any, page: str) -> dict[str, Any]:
    """What the tool is told by the launch that a frame's page begins."""
    begun = fields_of(page)
    answer = tool.browser.get("/mod/lti/auth", query_string=asked(tool, begun))
    token = fields_of(answer.text)["id_token"]
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def frames(page: str) -> str:
    found = re.search(r'<iframe[^>]* src="([^"]+)"', page)
    assert found
    return html.unescape(found.group(1))


def test_the_work_of_a_learner_opens_from_their_cell(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", reviewable(item))
    tool.post_score(link)
    gradebook = tool.browser.get("/as/3/courses/2/gradebook").text
    assert 'aria-label="See it: Sam Okafor, Hand hygiene"' in gradebook

    page = tool.browser.get(f"/as/3/courses/2/activities/{link.id}?review=4").text
    said = told(tool, tool.browser.get(frames(page)).text)

    assert said[claims.LTI + "message_type"] == claims.SUBMISSION_REVIEW
    assert said[claims.LTI + "for_user"] == {"user_id": "4"}
    assert said[claims.LTI + "target_link_uri"] == ASKED["url"]
    assert said[claims.LTI + "custom"] == {"activity": "hand-hygiene", "from": "gradebook"}
    assert said[claims.AGS_ENDPOINT]["lineitem"] == tool.line_item_url(link)


def test_the_heading_of_a_column_names_nobody(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", reviewable(item))
    gradebook = tool.browser.get("/as/3/courses/2/gradebook").text
    assert 'aria-label="See it: everybody, Hand hygiene"' in gradebook

    page = tool.browser.get(f"/as/3/courses/2/activities/{link.id}?review=").text
    said = told(tool, tool.browser.get(frames(page)).text)

    assert claims.LTI + "for_user" not in said
    assert tool.browser.get(f"/as/4/review/{link.id}").status_code == 403


def test_learners_open_their_own_and_nobody_elses(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", reviewable(item))
    tool.post_score(link)

    assert "See it" in tool.browser.get("/as/4/courses/2/grades").text
    assert "See it" not in tool.browser.get("/as/5/courses/2/grades").text
    said = told(tool, tool.browser.get(f"/as/4/review/{link.id}/4").text)
    assert said["sub"] == said[claims.LTI + "for_user"]["user_id"] == "4"
    assert tool.browser.get(f"/as/4/review/{link.id}/5").status_code == 403


def test_it_is_offered_where_it_was_asked_for_once_the_learner_is_so_far(
    tool: Any, item: dict[str, Any]
) -> None:
    plain = tool.platform.place("2", item)
    link = tool.platform.place("2", reviewable(item))
    tool.post_score(plain)
    tool.post_score(link, activityProgress="InProgress")

    page = tool.browser.get("/as/3/courses/2/gradebook").text
    assert page.count("See it: everybody") == 1
    assert "See it: Sam Okafor" not in page
    assert tool.browser.get(f"/as/3/review/{plain.id}/4").status_code == 404


def test_moodle_offers_it_for_every_activity_and_learner(moodle: Any, item: dict[str, Any]) -> None:
    link = moodle.platform.place("2", item)

    assert "See the work: Mei Lin" in moodle.browser.get("/as/3/courses/2/gradebook").text
    said = told(moodle, moodle.browser.get(f"/as/3/review/{link.id}/5").text)
    assert said[claims.LTI + "custom"]["activity"] == "hand-hygiene"


@pytest.mark.parametrize(
    "changes",
    [
        {"reviewableStatus": None},
        {"reviewableStatus": ["Soon"]},
        {"url": "http://elsewhere.example/review"},
        {"custom": {"n": 1}},
    ],
)
def test_a_review_that_breaks_the_standard_is_refused(
    tool: Any, item: dict[str, Any], changes: dict[str, Any]
) -> None:
    with pytest.raises(Exception, match=r"must b"):
        tool.platform.place("2", reviewable(item, **changes))


def test_a_copy_of_a_course_and_a_restart_keep_it(
    make: Any, item: dict[str, Any], tmp_path: Any
) -> None:
    before = make(state_file=tmp_path / "state.json")
    link = before.platform.place("2", reviewable(item))
    copy = before.platform.copy_course("2")

    after = make(state_file=tmp_path / "state.json")

    reviews = {
        each.course_id: after.platform.book.review(each, after.platform.rules)
        for each in after.platform.links.values()
    }
    asked_for = before.platform.book.review(link, before.platform.rules)
    assert reviews == {"2": asked_for, copy.id: asked_for}


def test_a_person_asks_what_is_kept_about_them_outside_every_course(tool: Any) -> None:
    page = tool.browser.get("/as/4/privacy").text
    assert "Priya Raman" not in page
    said = told(tool, tool.browser.get(frames(page)).text)

    assert said[claims.LTI + "message_type"] == claims.DATA_PRIVACY
    assert said["sub"] == "4"
    assert said[claims.LTI + "roles"] == []
    for name in ("context", "resource_link", "for_user"):
        assert claims.LTI + name not in said
    assert claims.AGS_ENDPOINT not in said


def test_only_a_site_admin_asks_about_somebody_else(tool: Any) -> None:
    page = tool.browser.get("/as/2/privacy/4").text
    said = told(tool, tool.browser.get(frames(page)).text)

    assert (said["sub"], said[claims.LTI + "for_user"]) == ("2", {"user_id": "4"})
    assert len(said[claims.LTI + "roles"]) == 2
    for path in ("/as/3/privacy/4", "/as/3/privacy/launch/4", "/as/4/privacy/launch/5"):
        assert tool.browser.get(path).status_code == 403
