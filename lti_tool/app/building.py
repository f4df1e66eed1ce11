"""The composition root: settings in, one tool out, every part built once and joined here."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.app import background
from lti_tool.app.columns import open_column_search
from lti_tool.app.database import Database, open_database
from lti_tool.app.ground import Ground
from lti_tool.app.joining import join_services
from lti_tool.app.log import show_log
from lti_tool.app.opening import (
    address_of,
    choose_keys_folder,
    open_attachments,
    open_queue_at,
)
from lti_tool.app.token_shelf import TokensInStore
from lti_tool.exchange.activities import parse_activity
from lti_tool.exchange.case import parse_framework
from lti_tool.exchange.platforms import read_families
from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.files import FileLimits
from lti_tool.learning.frameworks import Framework
from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.probing import Probe
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession, open_session
from lti_tool.services.columns import ColumnSearch
from lti_tool.services.deliveries import (
    Backlog,
    BacklogWatch,
    Deliveries,
    StuckScores,
)
from lti_tool.services.launch import LaunchLog
from lti_tool.services.library import Library
from lti_tool.services.platforms import PlatformChecks, Platforms
from lti_tool.services.reconciling import Reconciling
from lti_tool.settings import Settings
from lti_tool.store.former import Seal, SealedKind
from lti_tool.web.furnishing import furnish
from lti_tool.worker import Engine

log = logging.getLogger(__name__)

_PACKAGE = Path(__file__).parent.parent
HOME = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
"""Where templates, static files, migrations and content are: the package or the checkout."""

NOT_READY = (
    "The database is absent or not up to date: run lti-tool db upgrade, then lti-tool content load."
)


@dataclass(frozen=True, kw_only=True)
class Tool:
    """The built tool: what its doors are given, and how to let go of it."""

    app: Flask
    database: Database
    engine: Engine
    keys: ToolKeys
    key_rotation: KeyRotation
    http: PlatformSession
    platforms: Platforms
    platform_checks: PlatformChecks
    launch_log: LaunchLog
    library: Library
    deliveries: Deliveries
    backlog: Backlog
    backlog_watch: BacklogWatch
    stuck_scores: StuckScores
    reconciling: Reconciling
    column_search: ColumnSearch
    content_folder: Path
    file_limits: FileLimits

    def close(self) -> None:
        """Close the queue, the connections to platforms, and the database."""
        self.engine.close()
        self.http.close()
        self.database.close()


def now() -> datetime:
    """The clock of a tool that nobody has handed another."""
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, clock: Clock = now) -> Flask:
    """Build the tool for a WSGI server; its extension ``lti_tool.tool`` is the rest of it."""
    show_log()
    tool = build_tool(settings or Settings.from_environment(), clock)
    if not tool.database.is_current():
        log.error("database.not-ready %s", NOT_READY)
    tool.database.close()  # a server that forks after this must not share the connection
    return tool.app


def build_tool(settings: Settings, clock: Clock = now) -> Tool:
    """Build everything once. Raises ``FileError``, ``KeyFileError`` or ``StartError``."""
    ground = _lay_ground(settings, clock)
    deliveries = background.open_deliveries(ground)
    key_rotation = background.open_key_rotation(ground)
    reconciling = background.open_reconciling(ground)
    column_search = open_column_search(ground)
    watch = background.open_watch(ground)
    background.bind(ground, deliveries, key_rotation, reconciling, column_search, watch)
    library = Library(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=clock,
        read_activity=ground.read_activity,
        read_framework=ground.read_framework,
    )
    services = join_services(ground, library)
    ground.app.extensions["lti_tool"] = services
    tool = Tool(
        app=ground.app,
        database=ground.database,
        engine=ground.engine,
        keys=ground.keys,
        key_rotation=key_rotation,
        http=ground.http,
        platforms=_platforms(ground),
        platform_checks=_platform_checks(ground),
        launch_log=services.launch_log,
        library=library,
        deliveries=deliveries,
        backlog=Backlog(reading=ground.database.reading, clock=clock),
        backlog_watch=watch,
        stuck_scores=background.open_stuck_scores(ground),
        reconciling=reconciling,
        column_search=column_search,
        content_folder=ground.content_folder,
        file_limits=services.attachments.limits,
    )
    ground.app.extensions["lti_tool.tool"] = tool
    return tool


def _lay_ground(settings: Settings, clock: Clock) -> Ground:
    instance = Path.cwd() / "instance"
    content = settings.config_dir or HOME / "config"
    families = read_families(content / "platforms")
    keys = ToolKeys.open(
        choose_keys_folder(settings.keys_dir, beside=HOME / "keys", instance=instance)
    )
    app = _flask(settings, instance)
    database = open_database(
        app,
        address_of(settings.database_url, default=instance / "tool.sqlite"),
        HOME / "migrations",
    )
    queue = open_queue_at(address_of(settings.queue_url, default=instance / "queue.sqlite"))
    read_activity, read_framework = _readers()
    http = _open_http(settings)
    return Ground(
        app=app,
        settings=settings,
        clock=clock,
        database=database,
        engine=Engine(queue),
        keys=keys,
        http=http,
        tokens=AccessTokens(http, keys, clock, _token_shelf(settings, database)),
        seal=Seal(settings.secret_key.get_secret_value()),
        content_folder=content,
        attachments=open_attachments(settings.files_dir, instance=instance),
        families=families,
        read_activity=read_activity,
        read_framework=read_framework,
    )


def _open_http(settings: Settings) -> PlatformSession:
    return open_session(
        allow_insecure_http=settings.allow_insecure_http,
        private_networks=settings.private_networks,
        proxy=settings.outbound_proxy,
        ca_bundle=str(settings.ca_bundle) if settings.ca_bundle else None,
    )


def _token_shelf(settings: Settings, database: Database) -> TokensInStore:
    return TokensInStore(
        transaction=database.transaction,
        reading=database.reading,
        seal=Seal(settings.secret_key.get_secret_value(), SealedKind.ACCESS),
    )


def _flask(settings: Settings, instance: Path) -> Flask:
    app = Flask("lti_tool", root_path=str(HOME), instance_path=str(instance))
    app.secret_key = settings.secret_key.get_secret_value()
    furnish(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # Flask's documented way
    return app


def _platforms(ground: Ground) -> Platforms:
    return Platforms(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=ground.clock,
        seal=ground.seal,
        families=ground.families,
        allow_insecure_http=ground.settings.allow_insecure_http,
    )


def _platform_checks(ground: Ground) -> PlatformChecks:
    # Without the shelf: a check asks the platform, whatever it gave before.
    tokens = AccessTokens(ground.http, ground.keys, ground.clock)
    return PlatformChecks(
        reading=ground.database.reading,
        clock=ground.clock,
        probe=Probe(ground.http, tokens, ground.clock),
        seal=ground.seal,
        allow_insecure_http=ground.settings.allow_insecure_http,
    )


def _readers() -> tuple[Callable[[str], Activity], Callable[[str], Framework]]:
    """Read what is kept of activities and frameworks; a document that is kept never changes."""

    @lru_cache(maxsize=512)
    def read_activity(document: str) -> Activity:
        return parse_activity(document)

    @lru_cache(maxsize=32)
    def read_framework(document: str) -> Framework:
        return parse_framework(document)

    return read_activity, read_framework
