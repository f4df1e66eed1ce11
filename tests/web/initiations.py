"""How a platform begins: a launch of Sam's, and the login it asks the tool for."""

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from tests.builders import COURSE, RESOURCE_LINK, SAM


def a_launch(link: Link, person: str = SAM) -> Launch:
    return Launch(person_id=person, course_id=COURSE, message_type=RESOURCE_LINK, link_id=link.id)


def initiation(platform: Platform, link: Link, **changes: str | None) -> dict[str, str]:
    """The parameters of a login; None takes one away."""
    asked = {**platform.begin(a_launch(link)), **changes}
    return {name: value for name, value in asked.items() if value is not None}
