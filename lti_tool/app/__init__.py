"""Where everything is joined: builds each part once, hands it to those who need it."""

from lti_tool.app.building import create_app
from lti_tool.app.starting import main

__all__ = ["create_app", "main"]
