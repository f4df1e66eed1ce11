"""The platform that the running app serves."""

from typing import cast

from flask import current_app

from demo.platform import Platform

NAME = "demo_platform"


def platform() -> Platform:
    """Return the platform this app was made for."""
    return cast("Platform", current_app.extensions[NAME])
