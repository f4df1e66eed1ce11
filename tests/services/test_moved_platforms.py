"""Platforms whose addresses were mistyped, or have moved: what is given takes the place of it."""

import json
from typing import Any

import pytest

from demo.keys import KeyPair
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.platforms import PlatformsError, RegistrationSummary
from tests.builders import SAM, a_registration
from tests.lti.rude_platform import ok, rude_platform
from tests.services.course import Course, refused
from tests.services.test_platforms import ISSUER, a_platform

NEW = "https://new.example"


def replace(tool: Tool, **given: Any) -> RegistrationSummary:
    return tool.platforms.add(a_platform(**given, is_replacement=True))


def test_given_addresses_take_the_place_of_the_old_ones(tool: Tool) -> None:
    tool.platforms.add(a_platform(auth_audience="old"))
    moved = {
        "auth_login_url": f"{NEW}/auth",
        "auth_token_url": f"{NEW}/token",
        "jwks_url": f"{NEW}/certs",
        "auth_audience": "new",
    }
    replaced = replace(tool, **moved)
    assert {name: getattr(replaced, name) for name in moved} == moved
    assert tool.platforms.list_all() == (replaced,)


def test_given_origins_take_the_place_of_all_others(tool: Tool) -> None:
    tool.platforms.add(a_platform(frame_origins=(f"{NEW}:1",), service_origins=(f"{NEW}:2",)))
    replaced = replace(tool, frame_origins=(f"{NEW}:3", f"{NEW}:3"), service_origins=(f"{NEW}:4",))
    assert replaced.frame_origins == (f"{NEW}:3",)
    assert replaced.service_origins == (f"{NEW}:4",)


def test_what_is_not_given_stays(tool: Tool) -> None:
    origins = {"frame_origins": (f"{NEW}:1",), "service_origins": (f"{NEW}:2",)}
    given = {"name": "Trust", "family": "moodle", "auth_audience": "aud", **origins}
    added = tool.platforms.add(a_platform(**given))
    assert replace(tool) == added


def test_pages_of_a_login_that_was_mistyped_may_not_frame_ours_any_more(tool: Tool) -> None:
    """Where nobody named frames, those of the login address go with it, and the issuer stays."""
    mistyped = tool.platforms.add(a_platform(auth_login_url="https://typo.example/auth"))
    assert mistyped.frame_origins == (ISSUER, "https://typo.example")
    assert replace(tool, auth_login_url=f"{NEW}/auth").frame_origins == (ISSUER, NEW)
    assert replace(tool).frame_origins == (ISSUER,)


def test_frames_that_were_named_stay_where_the_login_moves(tool: Tool) -> None:
    frames = ("https://*.moodle.example", ISSUER)
    tool.platforms.add(a_platform(frame_origins=frames))
    assert replace(tool, auth_login_url=f"{NEW}/auth").frame_origins == (*frames, NEW)


def test_deployments_and_their_tenants_stay_and_what_was_retired_is_active(tool: Tool) -> None:
    before = tool.platforms.add(a_platform(deployment_ids=("1", "2")))
    tool.platforms.retire(issuer=ISSUER, client_id="tool")
    replaced = replace(tool, jwks_url=f"{NEW}/certs")
    assert replaced.state == "active"
    assert replaced.deployments == before.deployments


def test_a_refusal_names_the_way_to_replace(tool: Tool) -> None:
    tool.platforms.add(a_platform())
    with pytest.raises(PlatformsError, match=r"another --jwks-url: .*--replace puts"):
        tool.platforms.add(a_platform(jwks_url=f"{NEW}/certs"))


def test_what_is_not_there_is_not_replaced(tool: Tool) -> None:
    with pytest.raises(PlatformsError, match=r"no registration of tool at .* to replace"):
        replace(tool)
    assert tool.platforms.list_all() == ()


# ---- what counts afterwards ------------------------------------------------------------------


def form_for(platform: Platform, course: Course, asked: dict[str, str], key: KeyPair) -> Any:
    claims = platform.claims(SAM, course.link, nonce=asked["nonce"])
    token = platform.sign(claims, key=key.private, headers={"kid": key.kid})
    return {"state": asked["state"], "id_token": token}


def test_keys_of_the_old_address_count_no_more_and_logins_that_wait_go_on(
    course: Course, platform: Platform
) -> None:
    course.arrive()
    old, new = platform.key_pairs[-1], KeyPair.new()
    kept = [course.begin() for _ in range(2)]
    published = ok(json.dumps({"keys": [new.public]}).encode())
    with rude_platform([published]) as moved:
        course.tool.platforms.add(a_registration(platform, jwks_url=moved.url, is_replacement=True))

        def arrive(number: int, key: KeyPair) -> str:
            redirect, asked = kept[number]
            form = form_for(platform, course, asked, key)
            return course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)

        assert refused(lambda: arrive(0, old)) == "key-unknown"
        assert arrive(0, new)
        assert arrive(1, new)
