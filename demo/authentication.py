"""The OpenID Connect side of a launch: what the platform starts, and what it answers."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A launch that was begun and waits for the tool to ask for its id_token."""

    person_id: str
    course_id: str
    message_type: str
    link_id: str | None = None
    for_user: str | None = None
    document_target: str = "iframe"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """What an admin pastes into the platform about the tool."""

    login_url: str = ""
    launch_url: str = ""
    """The one registered redirect URI, compared exactly."""
    jwks_url: str = ""
    target_url: str = ""


class RefusedToTool(Refused):
    """A refusal that the tool is told, at its redirect URI."""


@dataclass(kw_only=True)
class Launches:
    """The launches that wait, by the hint that stands for them; each is answered once."""

    waiting: dict[str, Launch] = field(default_factory=dict)

    def begin(self, launch: Launch) -> str:
        """Remember a launch and return its ``lti_message_hint``, shaped like Moodle's."""
        number = launch.link_id or "0"
        key = f"ltilaunch{number}_{secrets.token_hex(8)}"
        self.waiting[key] = launch
        return json.dumps({"cmid": int(number) if number.isdecimal() else 0, "launchid": key})

    def spend(self, hint: str) -> Launch | None:
        """Return the launch a hint stands for, and forget it."""
        try:
            fields = json.loads(hint)
            return self.waiting.pop(str(fields["launchid"]), None)
        except (ValueError, TypeError, KeyError, RecursionError):
            return None


def check_destination(asked: Mapping[str, str], connection: Connection, client_id: str) -> None:
    """Refuse, on a page of the platform's own, what must not be answered at the redirect URI."""
    if asked.get("client_id") != client_id:
        raise Refused(400, "client_id is not that of a registered tool")
    if not connection.launch_url or asked.get("redirect_uri") != connection.launch_url:
        raise Refused(400, "redirect_uri is not the registered one, letter by letter")


def check_request(asked: Mapping[str, str]) -> None:
    """Refuse, at the redirect URI, an authentication request that is not as LTI wants it."""
    if asked.get("response_type") != "id_token":
        raise RefusedToTool(400, "response_type must be id_token", "unsupported_response_type")
    if asked.get("scope") != "openid":
        raise RefusedToTool(400, "scope must be openid", "invalid_scope")
    if asked.get("response_mode") != "form_post":
        raise RefusedToTool(400, "response_mode must be form_post")
    if asked.get("prompt") != "none":
        raise RefusedToTool(400, "prompt must be none")
    for name in ("nonce", "state", "login_hint"):
        if not asked.get(name):
            raise RefusedToTool(400, f"{name} is missing")
