"""Errors that the operator can do something about, and what each says to them."""

from sqlalchemy.exc import DBAPIError

from lti_tool.app.database import sentence_of
from lti_tool.app.opening import StartError, in_a_line
from lti_tool.exchange.files import FileError
from lti_tool.learning.refusals import MissingError
from lti_tool.lti.errors import KeyFileError, KeyRotationError
from lti_tool.services.platforms import PlatformsError
from lti_tool.settings import SettingsError

EXPECTED = (
    SettingsError,
    FileError,
    KeyFileError,
    KeyRotationError,
    PlatformsError,
    StartError,
    MissingError,
    DBAPIError,
    OSError,
)
"""Anything else is a fault of ours."""


def in_a_sentence(error: Exception) -> str:
    """Say what such an error says to the operator."""
    if isinstance(error, DBAPIError):
        return sentence_of(error)
    if isinstance(error, OSError):
        what = error.filename or "Something that the tool needs"
        return f"{what} cannot be used ({in_a_line(error)})."
    return str(error)
