"""For whom a launch may be besides us."""

from collections.abc import Callable
from urllib.parse import urlsplit

from lti_tool.learning.origins import origin_of
from lti_tool.store import registrations
from lti_tool.store.database import Transaction


def trusted_by(reading: Transaction, *, issuer: str, base_url: str) -> Callable[[str], bool]:
    """Say which further audiences of an issuer's tokens are trusted.

    An address of this tool is, and another client id that this issuer has with us. The database
    is asked only where a launch names any, which hardly one does.
    """

    def trusts(audience: str) -> bool:
        if _is_ours(audience, base_url):
            return True
        with reading() as session:
            other = registrations.find(session, issuer, audience)
            return other is not None and other.retired_at is None

    return trusts


def _is_ours(audience: str, base_url: str) -> bool:
    try:
        return origin_of(audience) == origin_of(base_url) and not urlsplit(audience).username
    except ValueError:  # no address at all
        return False
