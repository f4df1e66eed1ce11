"""Our own key set as platforms fetch it, from outside: for whoever wants to know if they can."""

from dataclasses import dataclass

from lti_tool.lti.answers import is_success, said_by
from lti_tool.lti.errors import BadJsonError, NoAnswerError, TooSlowError, UntrustedError
from lti_tool.lti.strict_json import read_json_object
from lti_tool.lti.transport import PlatformSession


@dataclass(frozen=True, kw_only=True)
class OwnKeySet:
    """What came of fetching it."""

    kids: frozenset[str] | None
    """The ids of its keys; ``None`` where there was no key set."""
    said: str
    """What there was instead, as the rest of a sentence about the address."""


def fetch_own_key_set(session: PlatformSession, url: str) -> OwnKeySet:
    """Fetch it, once."""
    try:
        answer = session.get(url)
    except UntrustedError:
        return OwnKeySet(kids=None, said="its certificate is not trusted")
    except TooSlowError:
        return OwnKeySet(kids=None, said="nothing answered in time")
    except NoAnswerError:
        return OwnKeySet(kids=None, said="it could not be reached")
    if not is_success(answer):
        return OwnKeySet(kids=None, said=f"it answered {said_by(answer)}")
    try:
        keys = read_json_object(answer.body).get("keys")
    except BadJsonError:
        keys = None
    if not isinstance(keys, list):
        return OwnKeySet(kids=None, said="what it answered is no key set")
    kids = {key.get("kid") for key in keys if isinstance(key, dict)}
    return OwnKeySet(kids=frozenset(kid for kid in kids if isinstance(kid, str)), said="")
