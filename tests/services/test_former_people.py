"""Launches that say who somebody was in LTI 1.1: linked when it is proven, noted when not."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.services.platforms import FormerSecret
from lti_tool.store.tables import FormerPerson, FormerRegistration, LaunchEntry, Person, Visit
from tests.builders import MEI, SAM, a_registration
from tests.services.course import Course

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/lti1p1"
KEY, SECRET = "old-key", "old secret"


@pytest.fixture(autouse=True)
def _known(course: Course) -> None:
    secret = FormerSecret(key=KEY, secret=SECRET)
    course.tool.platforms.add(a_registration(course.platform, former=secret))


def launched(
    course: Course,
    person: str = SAM,
    *,
    key: str | None = KEY,
    secret: str = SECRET,
    **said: Any,
) -> str | None:
    """Launch with a claim that is signed so; gives what the log notes."""
    redirect, asked = course.begin(person)
    claims = course.platform.claims(person, course.link, nonce=asked["nonce"])
    signed = (
        str(key),
        course.platform.deployment_id,
        claims["iss"],
        claims["aud"],
        str(claims["exp"]),
        claims["nonce"],
    )
    digest = hmac.new(secret.encode(), "&".join(signed).encode(), hashlib.sha256).digest()
    sign = base64.b64encode(digest).decode()
    claims[CLAIM] = {"oauth_consumer_key": key, "oauth_consumer_key_sign": sign, **said}
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)
    with course.tool.database.reading() as session:
        return session.scalars(select(LaunchEntry.note).order_by(LaunchEntry.id.desc())).first()


def links(course: Course) -> list[tuple[str, str, str]]:
    with course.tool.database.reading() as session:
        rows = session.execute(
            select(Person.subject, FormerPerson.consumer_key, FormerPerson.user_id)
            .join(Person, Person.id == FormerPerson.person_id)
            .order_by(FormerPerson.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def test_whoever_is_proven_is_linked_once_and_nothing_is_noted(course: Course) -> None:
    for _ in range(2):
        assert launched(course, user_id="old-4") is None

    assert links(course) == [(SAM, KEY, "old-4")]


def test_an_id_that_did_not_change_need_not_be_said(course: Course) -> None:
    assert launched(course) is None
    assert links(course) == [(SAM, KEY, SAM)]


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({"secret": "guessed"}, "does not hold"),
        ({"key": "another-key"}, "is not known here"),
        ({"key": None}, "without a key and a signature"),
        ({"oauth_consumer_key_sign": None}, "without a key and a signature"),
        ({"oauth_consumer_key_sign": "AAAA"}, "does not hold"),
        ({"user_id": "x" * 256}, "cannot be one"),
        ({"user_id": 4}, "cannot be one"),
    ],
)
def test_what_is_not_proven_links_nothing_and_opens_the_visit_all_the_same(
    course: Course, said: dict[str, Any], note: str
) -> None:
    noted = launched(course, **{"user_id": "old-4", **said})

    assert noted is not None
    assert note in noted
    assert noted.endswith(": not linked.")
    assert "old-4" not in noted
    assert (links(course), course.how_many(Visit)) == ([], 1)


def test_an_id_that_is_somebody_elses_never_moves(course: Course) -> None:
    launched(course, SAM, user_id="old-4")

    noted = launched(course, MEI, user_id="old-4")

    assert noted is not None
    assert "belongs to somebody else here already" in noted
    assert links(course) == [(SAM, KEY, "old-4")]
    assert course.how_many(Visit) == 2


def test_a_secret_that_cannot_be_read_any_more_proves_nothing(course: Course) -> None:
    with course.tool.database.transaction() as session:
        session.query(FormerRegistration).one().sealed_secret = "sealed under another key"

    noted = launched(course, user_id="old-4")

    assert noted is not None
    assert "has to be added again" in noted
    assert links(course) == []
