"""When the platform itself says no: its error answers to our login, read for people.

Security Framework 1.0 §5.1.1.5; the codes are those of OAuth 2.0 §4.1.2.1, OpenID Connect Core
§3.1.2.6, and what platforms really send. All of it is untrusted: only whoever was refused reads it,
cut short and without what looks like a secret or an address of a person; a log gets a known code.
"""

import re
from collections.abc import Mapping
from typing import Final

from lti_tool.lti.errors import PlatformRefusedError

_AGAIN: Final = "Go back to your course and open the activity again."
_ADMIN: Final = "Tell whoever looks after your learning platform."

_KNOWN: Final[Mapping[str, str]] = {
    "login_required": "It says that you are not signed in there any more. Sign in to your learning "
    "platform again, then open the activity from your course.",
    "interaction_required": "It wants to ask you something first. Sign in to your learning "
    "platform in a tab of its own, then open the activity from your course.",
    "consent_required": "It wants you to agree to something first. Sign in to your learning "
    "platform in a tab of its own, then open the activity from your course.",
    "account_selection_required": "It does not know which of your accounts to use. Sign in to your "
    "learning platform with one of them, then open the activity from your course.",
    "access_denied": "It says that you may not open this. Ask whoever runs your course.",
    "launch_no_longer_valid": f"It says that this launch is too old. {_AGAIN}",
    "invalid_request": f"It says that something about the launch is not right. {_AGAIN} "
    "If that does not help, tell whoever looks after your learning platform.",
    "invalid_scope": f"It is not set up for this tool as it should be. {_ADMIN}",
    "invalid_client": f"It does not know this tool any more. {_ADMIN}",
    "unauthorized_client": f"It does not let this tool sign people in. {_ADMIN}",
    "unsupported_response_type": f"It is not set up for this tool as it should be. {_ADMIN}",
    "server_error": "It had a fault of its own. Wait a minute, then open the activity again.",
    "temporarily_unavailable": "It is too busy just now. "
    "Wait a minute, then open the activity again.",
}

_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+")
_PERSONAL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_SECRET = re.compile(r"(?=\S{0,100}\d)[A-Za-z0-9_.~+/=%-]{32,}")  # a token, a state, a hint
_MOST_READ = 2_000


def refuse_platform_error(form: Mapping[str, str], *, is_answer: bool) -> None:
    """Raise `PlatformRefusedError` if this form is the platform's error answer.

    ``is_answer`` says whether it answers a login of this very browser. Where it does not, anybody
    may have written it, such as the maker of a link, and none of its words are shown.
    """
    given = form.get("error", "")
    error, description = _plain(given, 100), _plain(form.get("error_description", ""), 300)
    if not error:
        return
    code = error.lower()
    if code in _KNOWN:
        raise PlatformRefusedError(error=code, means=_KNOWN[code])
    said = f"It said: “{error}”, “{description}”." if description else f"It said: “{error}”."
    means = said if is_answer else "It gave a reason that this tool does not know."
    raise PlatformRefusedError(
        error=f"unknown ({len(given)} characters)", means=f"{means} {_AGAIN}"
    )


def _plain(text: str, limit: int) -> str:
    whole = _NOT_PLAIN.sub(" ", text[:_MOST_READ]).strip()
    return _SECRET.sub("[...]", _PERSONAL.sub("[...]", whole))[:limit].strip()
