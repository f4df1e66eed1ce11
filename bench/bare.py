"""A small honest tool on pylti1p3 alone, as its documentation has it: what we measure by."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, render_template_string, request
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.grade import Grade
from pylti1p3.tool_config import ToolConfDict
from werkzeug.wrappers import Response

_PAGE = (
    "<!doctype html><title>Medicines</title><h1>Medicines</h1>"
    "<p>{{ name }}</p><form action='/score/{{ launch_id }}'></form>"
)


class Memory:
    """A cache in this process, of the shape that pylti1p3 asks for."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """Get what was kept."""
        return self._kept.get(key)

    def set(self, key: str, value: Any, _seconds: int | None = None) -> None:
        """Keep something; for a benchmark's few seconds, for ever."""
        self._kept[key] = value


def bare_tool(issuer: str, client_id: str, addresses: dict[str, str], redirect_uri: str) -> Flask:
    """A tool of three routes that knows one registration."""
    app = Flask("bare", root_path=str(Path(__file__).parent))
    app.secret_key = "a benchmark guards nothing"  # noqa: S105  # as it says
    pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    config = ToolConfDict(
        {issuer: [{"client_id": client_id, "deployment_ids": ["1"], "default": True, **addresses}]}
    )
    config.set_private_key(issuer, pem.decode(), client_id=client_id)
    storage = FlaskCacheDataStorage(Memory())

    @app.post("/lti/login")
    def login() -> Response:
        return FlaskOIDCLogin(FlaskRequest(), config, launch_data_storage=storage).redirect(
            redirect_uri
        )

    @app.post("/lti/launch")
    def launch() -> str:
        message = FlaskMessageLaunch(FlaskRequest(), config, launch_data_storage=storage)
        name = message.get_launch_data().get("name", "")
        return render_template_string(_PAGE, name=name, launch_id=message.get_launch_id())

    @app.post("/score/<launch_id>")
    def score(launch_id: str) -> dict[str, bool]:
        """Send one: of whom the form says, so that a measurement needs one launch only."""
        message = FlaskMessageLaunch.from_cache(
            launch_id, FlaskRequest(), config, launch_data_storage=storage
        )
        message.get_ags().put_grade(_grade(request.form["user"], float(request.form["given"])))
        return {"success": True}

    return app


def _grade(user: str, given: float) -> Grade:
    return (
        Grade()
        .set_user_id(user)
        .set_score_given(given)
        .set_score_maximum(100)
        .set_timestamp(datetime.now(UTC).isoformat(timespec="milliseconds"))
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
    )
