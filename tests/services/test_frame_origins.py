"""Who may show our pages in a frame, as an operator says it; the policy takes it as it was said."""

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.platforms import PlatformsError
from tests.builders import a_registration


@pytest.mark.parametrize(
    "origin",
    ["https://*.instructure.com", "https://*.eu.instructure.com:8443", "https://a.example"],
)
def test_all_hosts_below_one_may_be_named(tool: Tool, platform: Platform, origin: str) -> None:
    added = tool.platforms.add(a_registration(platform, frame_origins=(origin,)))

    assert added.frame_origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "https://*",
        "https://*.com",
        "https://*.*.instructure.com",
        "https://school.*.instructure.com",
        "https://*.instructure.com/",
        "https://*.instructure.com:99999",
        "https://*.instructure.com; script-src *",
        "ftp://*.instructure.com",
    ],
)
def test_no_other_wildcard_may(tool: Tool, platform: Platform, origin: str) -> None:
    with pytest.raises(PlatformsError, match="--frame-origin"):
        tool.platforms.add(a_registration(platform, frame_origins=(origin,)))
