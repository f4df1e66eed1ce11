"""A course admin in the picker, by the use cases alone: what is shown, chosen, typed and placed."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.learning.choices import Step
from lti_tool.services.deep_linking import Details, Picker, Search
from lti_tool.services.launch import Visitor
from lti_tool.store.tables import ActivityListing, Visit
from tests.builders import ACTIVITY, DEEP_LINKING, TEACHER
from tests.services.content import content_folder, shipped_text
from tests.services.course import Course

SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
ANOTHER = "another"
PORTFOLIO, OVERVIEW = "page.portfolio", "page.course_overview"


@pytest.fixture
def picking(course: Course) -> Visitor:
    """A course admin who is about to choose; the library has two activities."""
    return course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None)


@pytest.fixture(autouse=True)
def two_activities(course: Course, tmp_path: Path) -> None:
    folder = content_folder(tmp_path)
    text = shipped_text().replace(f"code: {ACTIVITY}", f"code: {ANOTHER}", 1)
    text = text.replace("title: Medicines", "title: A kettle of medicines", 1)
    (folder / "activities" / "another.md").write_text(text)
    course.tool.library.load(folder)


def asked_with(course: Course, **settings: Any) -> Visitor:
    """Somebody whose platform takes something else than usual; ``None`` leaves a setting out."""
    redirect, asked = course.begin(TEACHER, message_type=DEEP_LINKING, link_id=None)
    claims = course.platform.claims(
        TEACHER, nonce=asked["nonce"], message_type=DEEP_LINKING, course_id="2"
    )
    changed = {**claims[SETTINGS], **settings}
    claims[SETTINGS] = {name: value for name, value in changed.items() if value is not None}
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    accept = course.services.arrivals.accept_launch
    return course.visitor(accept(form, lambda _key: redirect.proof))


def shown(course: Course, visitor: Visitor, **search: Any) -> Picker:
    return course.services.deep_linking.picker(
        visitor.visit_id, Search(**search), tenant_id=visitor.tenant_id
    )


def codes(page: Picker) -> list[str]:
    return [one.listing.code for one in page.found]


def choose(course: Course, visitor: Visitor, *chosen: str) -> None:
    for code in chosen:
        course.services.deep_linking.choose(visitor.visit_id, code, tenant_id=visitor.tenant_id)


def details(course: Course, visitor: Visitor) -> Details:
    return course.services.deep_linking.details(visitor.visit_id, tenant_id=visitor.tenant_id)


def order(course: Course, visitor: Visitor) -> list[str]:
    return [one.chosen.code for one in details(course, visitor).details]


def type_in(course: Course, visitor: Visitor, code: str, **typed: Any) -> None:
    (one,) = [one for one in details(course, visitor).details if one.chosen.code == code]
    course.services.deep_linking.arrange(
        visitor.visit_id,
        [replace(one.chosen, **typed)],
        step=Step.SAVE,
        code="",
        tenant_id=visitor.tenant_id,
    )


def place(course: Course, visitor: Visitor, *chosen: str) -> list[Any]:
    """Choose, post the answer to the platform, and give what it placed."""
    choose(course, visitor, *chosen)
    signed = course.services.deep_linking.answer(visitor.visit_id, tenant_id=visitor.tenant_id)
    return placed(course, signed.return_url, signed.token)


def placed(course: Course, return_url: str, token: str) -> list[Any]:
    (key,) = parse_qs(urlsplit(return_url).query)["sesskey"]
    return course.platform.accept_picked(key, token)[1]


def put(course: Course, visitor: Visitor, *chosen: str) -> None:
    """Put a choice where only the server can, past all checks."""
    with course.tool.database.transaction() as session:
        visit = session.get_one(Visit, visitor.visit_id)
        visit.choice = [{"code": code} for code in chosen]


def retire(course: Course, code: str) -> None:
    with course.tool.database.transaction() as session:
        session.get_one(ActivityListing, code).is_retired = True
