"""How a platform begins: a launch of Sam's, and the login it asks the tool for."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from tests.builders import COURSE, RESOURCE_LINK, SAM

NOT_AT_THE_TOP = ("iframe", "frame", "object", "embed", "fencedframe", "empty", "", None)
"""What browsers send as `Sec-Fetch-Dest` where it may be a frame; None: old ones send nothing."""


def a_launch(link: Link, person: str = SAM) -> Launch:
    return Launch(person_id=person, course_id=COURSE, message_type=RESOURCE_LINK, link_id=link.id)


def initiation(platform: Platform, link: Link, **changes: str | None) -> dict[str, str]:
    """The parameters of a login; None takes one away."""
    asked = {**platform.begin(a_launch(link)), **changes}
    return {name: value for name, value in asked.items() if value is not None}


def opening_in(client: FlaskClient, destination: str | None) -> FlaskClient:
    """The same client, which from now on says of its requests that they go there."""
    client.environ_base.pop("HTTP_SEC_FETCH_DEST", None)
    if destination is not None:
        client.environ_base["HTTP_SEC_FETCH_DEST"] = destination
    return client


def link_of(page: TestResponse) -> str:
    """Where the one link of the page leads that looks like a button."""
    (tag,) = re.findall(r"<a[^>]* role=\"button\"[^>]*>", page.text)
    assert 'target="_blank"' in tag
    assert 'rel="opener"' in tag  # what is picked there is handed to the frame
    (address,) = re.findall(r' href="([^"]*)"', tag)
    return html.unescape(address)


def hand_over_of(page: TestResponse) -> str:
    """What the page and the tab that it opens both know."""
    return str(query(link_of(page))["hand_over"])


def query(location: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(location).query))
