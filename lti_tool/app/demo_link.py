"""What is in the demo's course before anybody adds something: an activity to be reviewed."""

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

from lti_tool.app.opening import StartError
from lti_tool.learning.choices import Settled
from lti_tool.lti.deep_linking import wire_item
from lti_tool.services.deep_linking.signing import content_item
from lti_tool.services.library import Library

_COURSE: Final = "2"
_ACTIVITY: Final = "the-people-who-did-not-come"


def place_first(library: Library, platform: str, *, tool_url: str) -> None:
    """Place it on the small LMS at this address, as adding it there would.

    Raises :class:`StartError`.
    """
    activity = library.preview(_ACTIVITY).activity
    chosen = Settled(
        code=activity.code,
        page=None,
        title=activity.title,
        summary=activity.summary,
        points=activity.points,
        opens=None,
        due=None,
    )
    item = wire_item(content_item(chosen, f"{tool_url}/lti/launch"))
    asked = json.dumps({"course_id": _COURSE, "items": [item]})
    with closing(HTTPConnection(urlsplit(platform).netloc, timeout=10)) as line:
        line.request("POST", "/control/place", asked, {"Content-Type": "application/json"})
        if line.getresponse().status != HTTPStatus.OK:
            raise StartError("The small LMS did not place its first activity.")
