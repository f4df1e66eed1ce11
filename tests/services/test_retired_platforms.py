"""Platforms that are retired and come back; what of LTI 1.1 and of services is kept with them."""

from datetime import timedelta
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.platforms import FormerSecret, PlatformsError
from lti_tool.store import former, registrations
from lti_tool.store.former import Seal
from tests.builders import SetClock
from tests.services.course import Course
from tests.services.test_platforms import ISSUER, a_platform, wait

NAMED = {"issuer": ISSUER, "client_id": "tool"}


def test_a_retired_registration_says_so_and_since_when(tool: Tool, clock: SetClock) -> None:
    added = tool.platforms.add(a_platform())
    assert (added.state, added.since) == ("active", clock.now)
    clock.advance(days=1)
    retired = tool.platforms.retire(**NAMED)
    assert (retired.state, retired.since) == ("retired", clock.now)
    assert retired.deployments == added.deployments
    clock.advance(days=1)
    assert tool.platforms.retire(**NAMED) == retired, "it is retired since the first time"
    assert tool.platforms.list_all() == (retired,)


def test_adding_a_retired_registration_makes_it_active_again(tool: Tool, clock: SetClock) -> None:
    added = tool.platforms.add(a_platform())
    tool.platforms.retire(**NAMED)
    clock.advance(days=1)
    assert tool.platforms.add(a_platform()) == added


def test_a_retired_registration_keeps_its_addresses(tool: Tool) -> None:
    tool.platforms.add(a_platform())
    retired = tool.platforms.retire(**NAMED)
    with pytest.raises(PlatformsError, match="--jwks-url"):
        tool.platforms.add(a_platform(jwks_url=f"{ISSUER}/other"))
    assert tool.platforms.list_all() == (retired,)


def test_one_deployment_is_retired_and_comes_back_when_it_is_named(
    tool: Tool, clock: SetClock
) -> None:
    added = tool.platforms.add(a_platform(deployment_ids=("1", "2")))
    clock.advance(days=1)
    retired = tool.platforms.retire(**NAMED, deployment_id="2")
    assert retired.state == "active"
    assert [(one.state, one.since) for one in retired.deployments] == [
        ("active", clock.now - timedelta(days=1)),
        ("retired", clock.now),
    ]
    assert tool.platforms.add(a_platform()) == retired, "it was not named"
    assert tool.platforms.add(a_platform(deployment_ids=("2",))) == added


def test_a_deployment_that_waits_may_be_retired_and_is_not_approved_then(
    tool: Tool, clock: SetClock
) -> None:
    tool.platforms.add(a_platform())
    wait(tool, clock, "2")
    retired = tool.platforms.retire(**NAMED, deployment_id="2")
    assert [one.state for one in retired.deployments] == ["active", "retired"]
    with pytest.raises(PlatformsError, match="Deployment 2 or its registration is retired"):
        tool.platforms.approve(issuer=ISSUER, client_id="tool", deployment_id="2")
    active = tool.platforms.add(a_platform(deployment_ids=("2",)))
    assert {one.tenant_id for one in active.deployments} == {active.deployments[0].tenant_id}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"client_id": "other"}, "There is no registration of other at "),
        ({"issuer": f"{ISSUER}/"}, "There is no registration of tool at "),
        ({"deployment_id": "2"}, "has no such --deployment-id"),
    ],
)
def test_what_is_not_there_cannot_be_retired(tool: Tool, asked: dict[str, str], said: str) -> None:
    tool.platforms.add(a_platform())
    with pytest.raises(PlatformsError, match=said):
        tool.platforms.retire(**{**NAMED, **asked})


@pytest.mark.parametrize("deployment_id", [None, "1"])
def test_scores_that_wait_are_sent_after_the_platform_was_retired(
    course: Course, platform: Platform, deployment_id: str | None
) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.tool.platforms.retire(
        issuer=platform.issuer, client_id=platform.client_id, deployment_id=deployment_id
    )

    assert course.deliver() == 1
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 6


# ---- what else is kept -----------------------------------------------------------------------


def test_origins_of_services_are_kept_and_added_to(tool: Tool) -> None:
    first, second = "https://*.scores.example", "https://scores.example:8443"
    assert tool.platforms.add(a_platform()).service_origins == ()
    assert tool.platforms.add(a_platform(service_origins=(first,))).service_origins == (first,)
    both = tool.platforms.add(a_platform(service_origins=(second, first)))
    assert both.service_origins == (first, second)


@pytest.mark.parametrize(
    "origin",
    [
        "https://scores.example/path",
        "https://me:secret@scores.example",
        "https://*",
        "https://*.com",
        "ftp://scores.example",
        "scores.example",
        "",
    ],
)
def test_an_origin_of_services_is_a_scheme_and_a_host(tool: Tool, origin: str) -> None:
    with pytest.raises(PlatformsError, match="--service-origin"):
        tool.platforms.add(a_platform(service_origins=(origin,)))


def kept_secret(tool: Tool, key: str) -> str | None:
    with tool.database.reading() as session:
        registration = registrations.find(session, ISSUER, "tool")
        assert registration is not None
        return former.find(session, registration.id, key)


@pytest.mark.parametrize("secrets", [("old",), ("old", "new")])
def test_a_key_of_lti_11_is_listed_and_its_secret_kept_sealed(
    tool: Tool, secrets: tuple[str, ...]
) -> None:
    for secret in secrets:
        added = tool.platforms.add(a_platform(former=FormerSecret(key="key", secret=secret)))
        assert added.lti1p1_keys == ("key",)
    sealed = kept_secret(tool, "key") or ""
    assert Seal("not a secret, this is for tests only").open(sealed) == secrets[-1]


def test_a_secret_is_not_shown_by_accident() -> None:
    assert "shh" not in repr(FormerSecret(key="key", secret="shh"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"key": "", "secret": "s"}, "--lti1p1-key"),
        ({"key": "k" * 256, "secret": "s"}, "--lti1p1-key"),
        ({"key": "k", "secret": ""}, "--lti1p1-secret-file"),
        ({"key": "k", "secret": "two\nlines"}, "--lti1p1-secret-file"),
    ],
)
def test_a_key_or_secret_that_cannot_be_is_refused(
    tool: Tool, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(PlatformsError, match=said) as error:
        tool.platforms.add(a_platform(former=FormerSecret(**given)))
    assert "two" not in str(error.value)
    assert tool.platforms.list_all() == ()
