"""What everything stands on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from lti_tool.app.database import Database
from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.frameworks import Framework
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession
from lti_tool.settings import Settings
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.former import Seal
from lti_tool.worker import Engine


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What everything else stands on: database, queue, keys, the way out, the clock."""

    app: Flask
    settings: Settings
    clock: Clock
    database: Database
    engine: Engine
    keys: ToolKeys
    http: PlatformSession
    tokens: AccessTokens
    seal: Seal
    content_folder: Path
    attachments: AttachmentFolder
    families: dict[str, FamilyRules]
    read_activity: Callable[[str], Activity]
    read_framework: Callable[[str], Framework]

    @property
    def launch_url(self) -> str:
        """The one redirect URI, for every message."""
        return f"{self.settings.base_url}/lti/launch"
