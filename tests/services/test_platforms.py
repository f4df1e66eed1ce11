"""What the operator does: registrations, their deployments, and the tenants they belong to."""

from typing import Any

import pytest

from lti_tool.app.building import Tool
from lti_tool.services.platforms import (
    NewRegistration,
    Platforms,
    PlatformsError,
    RegistrationSummary,
)
from lti_tool.store import registrations
from lti_tool.store.former import Seal
from lti_tool.store.tables import Registration, Tenant
from tests.builders import SetClock
from tests.lti.gradebook import PLAIN

ISSUER = "https://moodle.example"


def a_platform(**given: Any) -> NewRegistration:
    values: dict[str, Any] = {
        "issuer": ISSUER,
        "client_id": "tool",
        "deployment_ids": ("1",),
        "auth_login_url": f"{ISSUER}/auth",
        "auth_token_url": f"{ISSUER}/token",
        "jwks_url": f"{ISSUER}/certs",
    }
    return NewRegistration(**{**values, **given})


def tenants(tool: Tool) -> list[str]:
    with tool.database.reading() as session:
        return [row.name for row in session.query(Tenant).order_by(Tenant.id)]


def wait(tool: Tool, clock: SetClock, deployment_id: str) -> None:
    """Let a deployment wait, as a launch from it does."""
    with tool.database.transaction() as session:
        registration = registrations.find(session, ISSUER, "tool")
        assert registration is not None
        registrations.add_deployment(registration, deployment_id, tenant=None, now=clock.now)


# ---- adding ----------------------------------------------------------------------------------


def test_a_new_registration_is_active_in_a_tenant_of_its_own(tool: Tool) -> None:
    added = tool.platforms.add(a_platform(name="Trust", family="moodle", auth_audience="aud"))
    assert (added.issuer, added.client_id, added.state) == (ISSUER, "tool", "active")
    assert (added.name, added.family, added.auth_audience) == ("Trust", "moodle", "aud")
    (deployment,) = added.deployments
    assert (deployment.deployment_id, deployment.state) == ("1", "active")
    assert tenants(tool) == ["Trust"]
    assert tool.platforms.list_all() == (added,)


def test_a_platform_without_a_name_is_called_by_its_host(tool: Tool) -> None:
    added = tool.platforms.add(a_platform())
    assert (added.name, added.family) == ("moodle.example", None)


def test_pages_may_be_framed_by_the_platform_unless_others_are_named(tool: Tool) -> None:
    added = tool.platforms.add(a_platform(auth_login_url="https://login.example/auth"))
    assert added.frame_origins == (ISSUER, "https://login.example")
    named = ("https://frame.example:8443",)
    other = tool.platforms.add(a_platform(client_id="two", frame_origins=named))
    assert other.frame_origins == named


def test_adding_the_same_again_changes_nothing(tool: Tool) -> None:
    added = tool.platforms.add(a_platform())
    assert tool.platforms.add(a_platform()) == added
    assert len(tenants(tool)) == 1


def test_further_deployments_join_the_tenant_of_the_first(tool: Tool) -> None:
    tool.platforms.add(a_platform())
    added = tool.platforms.add(a_platform(deployment_ids=("2", "3", "2", "1")))
    assert [one.deployment_id for one in added.deployments] == ["1", "2", "3"]
    assert len({one.tenant_id for one in added.deployments}) == 1
    assert len(tenants(tool)) == 1


def test_two_customers_of_one_platform_are_two_tenants(tool: Tool) -> None:
    first = tool.platforms.add(a_platform())
    second = tool.platforms.add(a_platform(client_id="other"))
    assert first.deployments[0].tenant_id != second.deployments[0].tenant_id


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"auth_login_url": f"{ISSUER}/other"}, "--auth-login-url"),
        ({"auth_token_url": f"{ISSUER}/other"}, "--auth-token-url"),
        ({"jwks_url": f"{ISSUER}/other"}, "--jwks-url"),
        ({"auth_audience": "other"}, "--auth-audience"),
    ],
)
def test_a_registration_is_not_overwritten(tool: Tool, changed: dict[str, str], said: str) -> None:
    before = tool.platforms.add(a_platform())
    with pytest.raises(PlatformsError, match=f"registered with another {said}"):
        tool.platforms.add(a_platform(deployment_ids=("2",), **changed))
    assert tool.platforms.list_all() == (before,)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"issuer": "moodle.example"}, "--issuer"),
        ({"issuer": "http://moodle.example"}, "--issuer"),
        ({"jwks_url": "ftp://moodle.example/keys"}, "--jwks-url"),
        ({"jwks_url": "javascript:alert(1)"}, "--jwks-url"),
        ({"jwks_url": "https://"}, "--jwks-url"),
        ({"auth_token_url": "https://moodle.example:99999/token"}, "--auth-token-url"),
        ({"auth_token_url": "https://moodle.example:0/token"}, "--auth-token-url"),
        ({"auth_token_url": "https://moodle.example:x/token"}, "--auth-token-url"),
        ({"auth_token_url": "https://[::1/token"}, "--auth-token-url"),
        ({"auth_login_url": "https://me:secret@moodle.example/"}, "--auth-login-url"),
        ({"auth_login_url": f"{ISSUER}/" + "x" * 2000}, "--auth-login-url"),
        ({"auth_login_url": f"{ISSUER}/a b"}, "--auth-login-url"),
        ({"auth_login_url": f"{ISSUER}/a\nb"}, "--auth-login-url"),
        ({"auth_login_url": 'https://moodle".example/'}, "--auth-login-url"),
        ({"frame_origins": (f"{ISSUER}/path",)}, "--frame-origin"),
        ({"frame_origins": ("*",)}, "--frame-origin"),
        ({"frame_origins": ("https://a.example; script-src *",)}, "--frame-origin"),
        ({"client_id": ""}, "--client-id"),
        ({"client_id": "x" * 256}, "--client-id"),
        ({"client_id": "tööl"}, "--client-id"),
        ({"client_id": "to\nol"}, "--client-id"),
        ({"deployment_ids": ("1", "")}, "--deployment-id"),
        ({"deployment_ids": ("x" * 256,)}, "--deployment-id"),
        ({"name": "x" * 256}, "--name"),
        ({"auth_audience": "x" * 2001}, "--auth-audience"),
        ({"family": "nobody-knows"}, "there are rules for default, moodle"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_that_names_the_option(
    tool: Tool, clock: SetClock, changed: dict[str, Any], said: str
) -> None:
    platforms = Platforms(
        transaction=tool.database.transaction,
        reading=tool.database.reading,
        clock=clock,
        seal=Seal("not a secret, this is for tests only"),
        families={"moodle": PLAIN, "default": PLAIN},
        allow_insecure_http=False,
    )
    with pytest.raises(PlatformsError, match=said) as error:
        platforms.add(a_platform(**changed))
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)
    assert platforms.list_all() == ()


def test_what_is_given_for_a_registration_that_is_there_is_applied(tool: Tool) -> None:
    tool.platforms.add(a_platform(name="Trust"))
    frames = ("https://frame.example", ISSUER)
    changed = tool.platforms.add(
        a_platform(deployment_ids=("2",), name="Our Trust", family="moodle", frame_origins=frames)
    )
    assert (changed.name, changed.family) == ("Our Trust", "moodle")
    assert changed.frame_origins == (ISSUER, "https://frame.example"), "an origin is added"
    assert [one.deployment_id for one in changed.deployments] == ["1", "2"]
    assert {one.tenant for one in changed.deployments} == {"Trust"}, "a tenant keeps its name"
    assert tool.platforms.list_all() == (changed,)


def test_what_is_not_given_for_a_registration_that_is_there_stays(tool: Tool) -> None:
    given = {"name": "Trust", "family": "moodle", "auth_audience": "aud"}
    added = tool.platforms.add(a_platform(**given, frame_origins=("https://frame.example",)))
    assert tool.platforms.add(a_platform()) == added


def test_nothing_is_applied_where_an_address_is_refused(tool: Tool) -> None:
    before = tool.platforms.add(a_platform())
    with pytest.raises(PlatformsError, match="--jwks-url"):
        tool.platforms.add(a_platform(name="Other", family="moodle", jwks_url=f"{ISSUER}/other"))
    assert tool.platforms.list_all() == (before,)


def test_plain_http_is_taken_only_where_it_is_allowed(tool: Tool) -> None:
    plain = "http://127.0.0.1:8020"
    urls = dict.fromkeys(("issuer", "auth_login_url", "auth_token_url", "jwks_url"), plain)
    assert tool.platforms.add(a_platform(**urls)).issuer == plain


# ---- approving -------------------------------------------------------------------------------


def test_a_deployment_that_waits_is_listed(tool: Tool, clock: SetClock) -> None:
    tool.platforms.add(a_platform())
    wait(tool, clock, "2")
    (listed,) = tool.platforms.list_all()
    assert [(one.deployment_id, one.state) for one in listed.deployments] == [
        ("1", "active"),
        ("2", "waiting for approval"),
    ]


def test_a_deployment_is_approved_into_the_first_tenant_or_a_new_one(
    tool: Tool, clock: SetClock
) -> None:
    first = tool.platforms.add(a_platform(name="One")).deployments[0].tenant_id
    for deployment_id, new_tenant in (("2", None), ("3", "Three")):
        wait(tool, clock, deployment_id)
        tool.platforms.approve(
            issuer=ISSUER, client_id="tool", deployment_id=deployment_id, new_tenant=new_tenant
        )
    (listed,) = tool.platforms.list_all()
    assert [one.state for one in listed.deployments] == ["active"] * 3
    same, new = (one.tenant_id for one in listed.deployments[1:])
    assert same == first
    assert new != first
    assert tenants(tool) == ["One", "Three"]


def approve(tool: Tool, deployment_id: str, **into: Any) -> RegistrationSummary:
    return tool.platforms.approve(
        issuer=ISSUER, client_id="tool", deployment_id=deployment_id, **into
    )


def test_a_deployment_is_approved_into_a_tenant_that_is_not_the_first(
    tool: Tool, clock: SetClock
) -> None:
    tool.platforms.add(a_platform(name="One"))
    for deployment_id in ("2", "3"):
        wait(tool, clock, deployment_id)
    second = approve(tool, "2", new_tenant="Two").deployments[1]
    third = approve(tool, "3", tenant_id=second.tenant_id).deployments[2]
    assert (third.tenant_id, third.tenant) == (second.tenant_id, "Two")
    (listed,) = tool.platforms.list_all()
    assert [one.tenant for one in listed.deployments] == ["One", "Two", "Two"]
    assert tenants(tool) == ["One", "Two"]


def test_a_deployment_joins_no_tenant_of_another_registration(tool: Tool, clock: SetClock) -> None:
    other = tool.platforms.add(a_platform(client_id="other", name="Other"))
    tool.platforms.add(a_platform(name="One"))
    wait(tool, clock, "2")
    for tenant_id in (other.deployments[0].tenant_id, 999):
        with pytest.raises(
            PlatformsError, match=f"--tenant: {tenant_id} is none .*: 2 .One."
        ) as no:
            approve(tool, "2", tenant_id=tenant_id)
        assert "Other" not in str(no.value)
    (_, listed) = tool.platforms.list_all()
    assert listed.deployments[1].state == "waiting for approval"


def test_a_new_tenant_has_a_name_of_its_own(tool: Tool, clock: SetClock) -> None:
    tool.platforms.add(a_platform(client_id="other", name="Other"))
    tool.platforms.add(a_platform(name="One"))
    wait(tool, clock, "2")
    with pytest.raises(PlatformsError, match="tenant 2 is called One already; --tenant 2 joins"):
        approve(tool, "2", new_tenant="One")
    assert tenants(tool) == ["Other", "One"]
    assert approve(tool, "2", new_tenant="Other").deployments[1].tenant == "Other"


def test_one_tenant_is_named_or_begun_and_not_both(tool: Tool) -> None:
    with pytest.raises(PlatformsError, match="--tenant and --new-tenant exclude each other"):
        approve(tool, "2", tenant_id=1, new_tenant="Two")


def test_a_deployment_that_waits_is_approved_by_adding_it(tool: Tool, clock: SetClock) -> None:
    first = tool.platforms.add(a_platform()).deployments[0].tenant_id
    wait(tool, clock, "2")
    added = tool.platforms.add(a_platform(deployment_ids=("2",)))
    assert [one.tenant_id for one in added.deployments] == [first, first]


def test_what_cannot_be_approved_is_said_in_a_sentence(tool: Tool) -> None:
    tool.platforms.add(a_platform())
    for asked, said in (
        ({"client_id": "other"}, "no registration of other"),
        ({"deployment_id": "2"}, "No launch has come from a deployment 2 yet"),
        ({"deployment_id": "1"}, "Deployment 1 is approved already"),
    ):
        known: dict[str, Any] = {"issuer": ISSUER, "client_id": "tool", "deployment_id": "1"}
        with pytest.raises(PlatformsError, match=said):
            tool.platforms.approve(**{**known, **asked})


@pytest.mark.parametrize("name", ["", "x" * 256, "to\nol"])
def test_a_tenant_has_a_name_that_can_be_kept(tool: Tool, clock: SetClock, name: str) -> None:
    tool.platforms.add(a_platform())
    wait(tool, clock, "2")
    with pytest.raises(PlatformsError, match="--new-tenant"):
        approve(tool, "2", new_tenant=name)


def test_nobody_is_registered_at_first(tool: Tool) -> None:
    assert tool.platforms.list_all() == ()
    with tool.database.reading() as session:
        assert session.query(Registration).count() == 0
