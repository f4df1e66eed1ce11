"""Customers of one tool with people, work and files of every sort, and every address there is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from demo.people import INSTITUTION_ADMINISTRATOR
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Base, Deployment, Registration
from tests.builders import ACTIVITY, DEEP_LINKING, RESOURCE_LINK, SAM, TEACHER, Browser, place
from tests.exchange.uploaded import PDF
from tests.handing_in import CODE as WITH_FILES
from tests.web.own_evidence import FILLED, NEW, page_values
from tests.web.reviewing import form_of
from tests.web.walker import ENTRY

REVIEW, PRIVACY = "LtiSubmissionReviewRequest", "LtiDataPrivacyLaunchRequest"
WITH_TEXTS = "a-week-with-another-team"
UPLOAD = {"upload-tick": "yes"}

MADE_UP = (2**31 - 1,)
WORDS: Mapping[str, Sequence[str]] = {
    "part_key": ("p1",),
    "entry_key": ("e1",),
    "field": ("p3-w1",),
    "code": (ACTIVITY, "made-up"),
}
"""What stands in addresses that is nobody's."""

ROWS = {
    "attempt_id": "attempt",
    "evidence_id": "evidence",
    "attachment_id": "attachment",
    "decision_id": "decision",
    "delivery_id": "score_delivery",
    "link_id": "resource_link",
    "person_id": "person",
}
"""Which table the numbers in addresses are of."""

Ids = Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Address:
    """One way to ask for something behind a visit."""

    method: str
    view: str
    path: str
    """Without the visit before it."""
    values: Mapping[str, str]

    def rows(self) -> list[tuple[str, int]]:
        """The rows that it names."""
        return [(name, int(value)) for name, value in self.values.items() if name in ROWS]


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """One customer of the tool: the visits of its people, and all that is kept for it."""

    id: int
    visits: Mapping[str, Browser]

    @classmethod
    def settle(cls, browser: Browser, client_id: str, said: str) -> "Tenant":
        """Let a learner, an instructor and a course admin come, and do a bit of everything.

        What is said stands in whatever a platform or a person can choose the words of.
        """
        with as_client(browser.platform, client_id):
            link = place(browser.platform, activity=WITH_FILES)
            lost = place(browser.platform, activity=f"{said}-gone")
            visits = {
                "learner": _launched(browser.another(), SAM, link, said),
                "instructor": _launched(browser.another(), TEACHER, link, said),
                "builder": _launched(browser.another(), TEACHER, lost, said),
                "picker": _launched(browser.another(), TEACHER, None, said, DEEP_LINKING),
                "reviewer": _launched(browser.another(), TEACHER, link, said, REVIEW),
                "asked about": _launched(browser.another(), TEACHER, None, said, PRIVACY),
            }
            _do_a_bit_of_everything(visits["learner"], said)
            _decide(visits["instructor"], said)
            visits["picker"].get("/picker")
            visits["picker"].post("/picker/choice", {"add": ACTIVITY})
        with browser.tool.database.reading() as session:
            found = session.scalars(
                select(Deployment.tenant_id)
                .join(Registration, Registration.id == Deployment.registration_id)
                .where(Registration.client_id == client_id)
            ).one()
        assert found is not None
        return cls(id=found, visits=visits)

    def rows(self, tool: Tool) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept for it, by table."""
        kept = {}
        with tool.database.reading() as session:
            for table in Base.metadata.sorted_tables:
                if "tenant_id" in table.c:
                    wanted = select(table).where(table.c.tenant_id == self.id)
                    kept[table.name] = [
                        dict(row)
                        for row in session.execute(wanted.order_by(*table.primary_key)).mappings()
                    ]
        return kept

    def ids(self, tool: Tool) -> dict[str, list[int]]:
        """The numbers of its rows, as the parameters of addresses."""
        rows = self.rows(tool)
        return {name: [row["id"] for row in rows[table]] for name, table in ROWS.items()}


@contextmanager
def as_client(platform: Platform, client_id: str) -> Iterator[None]:
    """Let the platform launch under another of its registrations."""
    own, platform.client_id = platform.client_id, client_id
    try:
        yield
    finally:
        platform.client_id = own


def _launched(
    browser: Browser, person: str, link: Link | None, said: str, message: str = RESOURCE_LINK
) -> Browser:
    def change(claims: dict[str, Any]) -> None:
        claims.update(
            {"name": f"{said} {person}", "given_name": said, "email": f"{said}@a.example"}
        )
        if LTI + "context" in claims:
            claims[LTI + "context"].update({"title": f"Course {said}", "label": said})
        claims[LTI + "tool_platform"]["name"] = said
        if LTI + "resource_link" in claims:
            claims[LTI + "resource_link"].update({"title": f"Link {said}", "description": said})

        if message in {REVIEW, PRIVACY}:
            claims[LTI + "for_user"] = {"user_id": SAM, "name": said}
        if message == PRIVACY:
            claims[LTI + "roles"] = [INSTITUTION_ADMINISTRATOR]

    answer = browser.launch(person, link, change=change, message_type=message)
    assert answer.status_code == 303, answer.text
    return browser


def _do_a_bit_of_everything(sam: Browser, said: str) -> None:
    """An attempt with a file, one with texts that is still open, own evidence of both audiences."""
    sam.get("/activity")
    attempt = _attempt(sam.post("/attempts"))
    sam.get(f"{attempt}/parts/p1")
    assert sam.post(f"{attempt}/parts/p1/files", a_file(said)).status_code == 200
    assert sam.post(f"{attempt}/parts/p2").status_code == 200
    assert "result" in sam.post(f"{attempt}/check").request.path

    sam.get(f"/activities/{WITH_TEXTS}")
    attempt = _attempt(sam.post(f"/activities/{WITH_TEXTS}/attempts"))
    sam.get(f"{attempt}/parts/p2")
    sam.post(f"{attempt}/parts/p2/entries", {**ENTRY, "entry-what": said, "page": "pageone"})
    sam.get(f"{attempt}/parts/p3")
    sam.post(f"{attempt}/parts/p3", {"p3-w1": f"Wrote {said}"})

    _own_evidence(sam, said)
    own = _own_evidence(sam, said)
    course = re.search(r'name="course"[^>]*value="(\d+)"', sam.get(f"{own}/submit").text)
    assert course
    assert sam.post(f"{own}/submit", {"course": course[1]}).status_code == 200


def _decide(teacher: Browser, said: str) -> None:
    """Decide about what waits, and begin to decide anew."""
    found = re.search(r"/review/evidence/\d+", teacher.get("/review/queue").text)
    assert found
    sent = form_of(teacher.get(found[0]), comment=f"Decided {said}")
    assert teacher.post(found[0], sent).status_code == 200
    sent = form_of(teacher.get(found[0]), comment=f"Typed {said}")
    assert teacher.post(f"{found[0]}/draft", sent).status_code == 200


def _attempt(page: TestResponse) -> str:
    """The path of an attempt that was begun, after the visit."""
    return re.sub(r"^/v/[^/]+|/parts/.*$", "", page.request.path)


def _own_evidence(sam: Browser, said: str) -> str:
    """Add a piece with a text of each kind and a file: its path after the visit."""
    sam.get(NEW)
    page = sam.post(NEW, {"sort": "reflective_account"})
    own = page.request.path.removeprefix(sam.visit).removesuffix("/edit")
    texts = {"title": f"Evidence {said}", "happened-w1": said, "reason-enhance:PO1": said}
    assert sam.post(f"{own}/edit", {**FILLED, **page_values(page), **texts}).status_code == 200
    sam.get(f"{own}/files")
    assert sam.post(f"{own}/files", a_file(said)).status_code == 200
    return own


def a_file(said: str) -> dict[str, Any]:
    """The fields of a form that brings a file."""
    name = f"{re.sub('[^A-Za-z<>=]', '', said)}.pdf"
    return {**UPLOAD, "upload-file": (BytesIO(PDF), name)}


def token_of(browser: Browser) -> str:
    """The token of a form in a visit; empty where no page of it has one."""
    for path in ("/portfolio/evidence/new", "/picker", "/link"):
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
        if found:
            return found[1]
    return ""


def addresses(app: Flask, ids: Ids) -> Iterator[Address]:
    """Every address behind a visit, for all of these numbers.

    A route with a parameter that is not known here fails: say above what it may be, so that the
    walks go there too.
    """
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/v/<visit>/"):
            continue
        names = sorted(rule.arguments - {"visit"})
        unknown = set(names) - set(ids) - set(WORDS)
        assert not unknown, f"tell tests/web/tenants.py what {unknown} of {rule.rule} may be"
        choices = [[str(one) for one in ids.get(name, WORDS.get(name, ()))] for name in names]
        for chosen in product(*choices):
            values = dict(zip(names, chosen, strict=True))
            path = rule.rule.removeprefix("/v/<visit>")
            for name, value in values.items():
                path = re.sub(f"<(\\w+:)?{name}>", value, path)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(method=method, view=rule.endpoint, path=path, values=values)


def asked(browser: Browser, address: Address, fields: Mapping[str, Any]) -> TestResponse:
    """Ask for an address of the visit, with these fields in the form or the query."""
    path = f"{browser.visit}{address.path}"
    if address.method == "GET":
        return browser.client.get(path, query_string=fields)
    return browser.client.open(path, method=address.method, data=fields)
