"""For whom a launch may be made out besides us (Security Framework 1.0 §5.1.3)."""

from typing import Any

import pytest

from lti_tool.lti.errors import WrongAudienceError
from lti_tool.services.launch.audiences import trusted_by
from tests.builders import BASE_URL, SAM, a_registration
from tests.services.course import Course


def arrive(course: Course, *others: Any) -> str:
    redirect, asked = course.begin()
    ours = course.platform.client_id
    claims = course.platform.claims(SAM, course.link, nonce=asked["nonce"])
    claims |= {"aud": [*others, ours], "azp": ours}
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    return course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)


def add_client(course: Course, client_id: str, **given: Any) -> None:
    course.tool.platforms.add(
        a_registration(course.platform, client_id=client_id, deployment_ids=("7",), **given)
    )


def test_our_own_addresses_are_trusted(course: Course) -> None:
    assert arrive(course, BASE_URL)
    assert arrive(course, f"{BASE_URL}/lti/launch", f"{BASE_URL.upper()}:80/")


@pytest.mark.parametrize(
    "other",
    [
        "another",
        "https://tool.example",
        "http://localhost.example",
        "http://localhost:8080",
        "http://localhost@evil.example",
        "http://me@localhost/",
        "localhost",
        "http://[",
        "http://localhost:port",
        "",
        " ",
        "\U0001f600" * 300,
    ],
)
def test_nobody_else_is(course: Course, other: str) -> None:
    with pytest.raises(WrongAudienceError):
        arrive(course, BASE_URL, other)


def test_another_client_that_the_issuer_has_with_us_is_trusted(course: Course) -> None:
    with pytest.raises(WrongAudienceError):
        arrive(course, "sister")
    add_client(course, "sister")
    assert arrive(course, "sister")

    with pytest.raises(WrongAudienceError):
        arrive(course, "Sister")


def test_a_client_that_was_retired_is_trusted_no_more(course: Course) -> None:
    add_client(course, "sister")
    course.tool.platforms.retire(issuer=course.platform.issuer, client_id="sister")

    with pytest.raises(WrongAudienceError):
        arrive(course, "sister")


def test_a_client_of_another_issuer_is_not(course: Course) -> None:
    add_client(course, "stranger", issuer="https://else.example")

    with pytest.raises(WrongAudienceError):
        arrive(course, "stranger")


def test_our_own_address_is_known_without_asking_the_database(course: Course) -> None:
    def reading() -> Any:
        raise AssertionError("it was asked")

    trusts = trusted_by(reading, issuer=course.platform.issuer, base_url=BASE_URL)
    assert trusts(BASE_URL)
