"""The whole tool, built once: the rules are checked on what runs, not on what was meant."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.settings import Settings


def settings(folder: Path, *, database_url: str | None = None) -> Settings:
    """Return the least that the tool starts with; all it keeps is in a folder."""
    return Settings(
        base_url="https://tool.example.org",
        secret_key=secrets.token_urlsafe(48),
        database_url=database_url or f"sqlite:///{folder}/tool.sqlite",
        queue_url=f"sqlite:///{folder}/queue.sqlite",
        keys_dir=folder / "keys",
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The tool's Flask application, to look at. (Not called `app`: pytest-flask acts on that.)"""
    flask = create_app(settings(tmp_path_factory.mktemp("house")))
    yield flask
    flask.extensions["lti_tool.tool"].close()
