"""Scores by pylti1p3, as its documentation sends them: from a view, by the launch that is kept."""

import re
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from bench.bare import bare_tool
from bench.scores.outbox import Due
from bench.scores.stub import Stub
from demo.platform import Platform
from lti_tool.lti.scores import SCORE_SCOPE

_BASE_URL = "http://localhost"
_LAUNCH_URL = f"{_BASE_URL}/lti/launch"
_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

Send = Callable[[list[Due]], tuple[float, float]]
"""Sends scores one after the other, and goes on where one fails, as a server does; gives seconds,
and CPU seconds of this process."""


def peer(platform: Platform, stub: Stub) -> Send:
    """Launch the bare tool once, from the platform, with the stub as its gradebook."""
    addresses = {
        "auth_login_url": platform.addresses.authentication,
        "auth_token_url": stub.token_url,
        "key_set_url": platform.addresses.key_set,
    }
    bare = bare_tool(platform.issuer, platform.client_id, addresses, _LAUNCH_URL)
    client = bare.test_client()
    begun = {
        "iss": platform.issuer,
        "client_id": platform.client_id,
        "login_hint": "4",
        "target_link_uri": _LAUNCH_URL,
    }
    asked = dict(parse_qsl(urlsplit(client.post("/lti/login", data=begun).location).query))
    claims = platform.claims("4", nonce=asked["nonce"])
    claims[_ENDPOINT] = {"scope": [SCORE_SCOPE], "lineitem": stub.column_url(0)}
    fields = {"state": asked["state"], "id_token": platform.sign(claims)}
    page = client.post("/lti/launch", data=fields)
    found = re.search("action='([^']+)'", page.text)
    if found is None:
        raise SystemExit(f"The launch of the other tool failed: {page.status}")
    target = found[1]

    def send(dues: list[Due]) -> tuple[float, float]:
        started, worked = time.monotonic(), time.process_time()
        for due in dues:
            client.post(target, data={"user": due.key[1], "given": due.given})
        return time.monotonic() - started, time.process_time() - worked

    return send
