"""Every route says who may enter: the decorator leaves it on the view, as `admits`."""

import re

from flask import Flask


def undeclared(flask: Flask) -> list[str]:
    """Find the routes whose view does not say who may enter."""
    return [
        f"{rule.rule} ({rule.endpoint})"
        for rule in flask.url_map.iter_rules()
        if rule.endpoint != "static"
        and not getattr(flask.view_functions[rule.endpoint], "admits", None)
    ]


def test_every_route_declares_who_may_enter(built: Flask) -> None:
    assert not undeclared(built)


def test_every_page_behind_a_launch_belongs_to_a_visit(built: Flask) -> None:
    """What is not under /v/<visit>/ is one of the fixed addresses."""
    outside = {
        rule.rule for rule in built.url_map.iter_rules() if not rule.rule.startswith("/v/<visit>/")
    }

    assert outside <= {
        "/healthz",
        "/lti/jwks.json",
        "/lti/launch",
        "/lti/login",
        "/metrics",
        "/readyz",
        "/static/<path:filename>",
    }


def test_only_what_a_platform_posts_is_exempt_from_the_token_against_forgery(built: Flask) -> None:
    """A later form of an exempt blueprint would go unguarded without a sound."""
    csrf = built.extensions["csrf"]
    exempt = set()
    for rule in built.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            address = re.sub(r"<[^>]+>", "1", rule.rule)  # a visit, an attempt, a part
            with built.test_request_context(address, method="POST"):
                if csrf._is_exempt():  # noqa: SLF001 - Flask-WTF tells it in no other way
                    exempt.add(rule.rule)

    assert built.config["WTF_CSRF_ENABLED"]
    assert exempt == {"/lti/launch", "/lti/login"}


def test_a_route_that_declares_nothing_is_noticed() -> None:
    flask = Flask(__name__)

    @flask.get("/open")
    def everybody() -> str:
        return ""

    assert undeclared(flask) == ["/open (everybody)"]
    everybody.admits = "everybody"  # type: ignore[attr-defined]  # what the decorator does
    assert undeclared(flask) == []
