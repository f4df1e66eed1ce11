"""A platform with a stand-in for the tool: a key, a token, score posts."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo import claims
from demo.assertions import JWT_BEARER
from demo.courses import Link
from demo.keys import KeyPair, sign
from demo.platform import Platform
from demo.server import create_app

KEY = KeyPair.new()
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class StandIn:
    """What a tool does towards a platform, in as few words as possible."""

    platform: Platform
    browser: FlaskClient
    token: str = ""

    def assertion(self, *, key: KeyPair = KEY, **changes: Any) -> str:
        # Assertions go by the real clock: the library that checks them has no other.
        now = int(datetime.now(UTC).timestamp())
        wanted = {
            "iss": self.platform.client_id,
            "sub": self.platform.client_id,
            "aud": self.platform.addresses.token,
            "iat": now,
            "exp": now + 300,
            "jti": uuid.uuid4().hex,
            **changes,
        }
        kept = {name: value for name, value in wanted.items() if value is not None}
        return sign(kept, key.private, {"alg": "RS256", "kid": key.kid})

    def ask_token(self, assertion: str, scope: str = " ".join(claims.SCOPES)) -> TestResponse:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion,
            "scope": scope,
        }
        return self.browser.post("/mod/lti/token", data=form)

    def bearer(self) -> dict[str, str]:
        if not self.token:
            answer = self.ask_token(self.assertion())
            self.token = json.loads(answer.data)["access_token"]
        return {"Authorization": f"Bearer {self.token}"}

    def line_item_url(self, link: Link) -> str:
        assert link.line_item_id is not None
        return self.platform.addresses.line_item(link.course_id, link.line_item_id)

    def post_score(
        self, link: Link, *, media_type: str = SCORE_TYPE, **changes: Any
    ) -> TestResponse:
        path, _, query = self.line_item_url(link).partition("?")
        wanted = {
            "userId": "4",
            "scoreGiven": 7,
            "scoreMaximum": 10,
            "comment": "Well done",
            "timestamp": "2026-03-02T09:00:00.100Z",
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            **changes,
        }
        kept = {name: value for name, value in wanted.items() if value is not None}
        return self.browser.post(
            f"{path}/scores?{query}",
            data=json.dumps(kept),
            content_type=media_type,
            headers=self.bearer(),
        )

    def get(self, url: str, accept: str) -> TestResponse:
        return self.browser.get(url, headers={**self.bearer(), "Accept": accept})

    def picked(self, request: dict[str, Any], *items: dict[str, Any], **changes: Any) -> str:
        now = int(datetime.now(UTC).timestamp())
        answer = {
            "iss": self.platform.client_id,
            "aud": self.platform.issuer,
            "iat": now,
            "exp": now + 300,
            "nonce": uuid.uuid4().hex,
            claims.LTI + "message_type": "LtiDeepLinkingResponse",
            claims.LTI + "version": "1.3.0",
            claims.LTI + "deployment_id": self.platform.deployment_id,
            DL + "content_items": list(items),
            DL + "data": request[claims.DEEP_LINKING_SETTINGS].get("data"),
            **changes,
        }
        kept = {name: value for name, value in answer.items() if value is not None}
        return sign(kept, KEY.private, {"alg": "RS256", "kid": KEY.kid})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., StandIn]:
    def make(family: str = "default", **settings: Any) -> StandIn:
        platform = Platform(family=family, clock=clock, **settings)
        platform.connect_tool(
            login_url="http://localhost:8010/lti/login",
            launch_url="http://localhost:8010/lti/launch",
            jwks_url="http://localhost:8010/lti/jwks.json",
        )
        platform.tool_keys.fetch = lambda _url: {"keys": [KEY.public]}
        return StandIn(platform, create_app(platform).test_client())

    return make


@pytest.fixture
def tool(make: Callable[..., StandIn]) -> StandIn:
    return make()


@pytest.fixture
def moodle(make: Callable[..., StandIn]) -> StandIn:
    return make("moodle")


@pytest.fixture
def item() -> dict[str, Any]:
    return {
        "type": "ltiResourceLink",
        "title": "Hand hygiene",
        "url": "http://localhost:8010/lti/launch",
        "custom": {"activity": "hand-hygiene"},
        "lineItem": {"scoreMaximum": 10, "resourceId": "hand-hygiene", "tag": "check"},
    }
