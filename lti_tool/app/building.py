"""The composition root: settings in, one tool out, every part built once and joined here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from flask import Flask
from requests import Session as HttpSession
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.app.database import Database, open_database
from lti_tool.exchange.activities import parse_activity
from lti_tool.exchange.case import parse_framework
from lti_tool.exchange.platforms import read_family
from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.scores import FamilyRules
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.launch import LaunchVerifier
from lti_tool.lti.scores import ScoreService
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import open_session
from lti_tool.services.attempts import Attempts, Desk
from lti_tool.services.deep_linking import DeepLinking
from lti_tool.services.deliveries import Deliveries
from lti_tool.services.launch import Arrivals, Logins, Visits
from lti_tool.services.library import Library
from lti_tool.services.platforms import Platforms
from lti_tool.settings import Settings
from lti_tool.web.current import Services
from lti_tool.web.site import furnish
from lti_tool.worker import Engine, open_queue

_PACKAGE = Path(__file__).parent.parent
HOME = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
"""Where templates, static files, migrations and content are: the package or the checkout."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """The built tool: what its doors are given, and how to let go of it."""

    app: Flask
    database: Database
    engine: Engine
    keys: ToolKeys
    platforms: Platforms
    library: Library
    deliveries: Deliveries
    content_folder: Path
    http: HttpSession

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
    return build_tool(settings or Settings.from_environment(), clock).app


def build_tool(settings: Settings, clock: Clock = now) -> Tool:
    """Build everything once. Raises ``SettingsError``, ``FileError`` or ``KeyFileError``."""
    instance = Path.cwd() / "instance"
    app = Flask("lti_tool", root_path=str(HOME), instance_path=str(instance))
    app.secret_key = settings.secret_key.get_secret_value()
    furnish(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # Flask's documented way
    content = settings.config_dir or HOME / "config"
    database = open_database(
        app, _absolute(settings.database_url, instance / "tool.sqlite"), HOME / "migrations"
    )
    queue = open_queue(_absolute(settings.queue_url, instance / "queue.sqlite"))
    engine = Engine(queue)
    tool = _join(app, database, engine, settings, clock, content)
    app.extensions["lti_tool.tool"] = tool
    return tool


def _join(
    app: Flask,
    database: Database,
    engine: Engine,
    settings: Settings,
    clock: Clock,
    content: Path,
) -> Tool:
    http = open_session(
        allow_insecure_http=settings.allow_insecure_http,
        private_networks=settings.private_networks,
        proxy=settings.outbound_proxy,
        ca_bundle=str(settings.ca_bundle) if settings.ca_bundle else None,
    )
    keys = ToolKeys.open(_keys_folder(settings))
    families = _families(content)
    launch_url = f"{settings.base_url}/lti/launch"
    tables = {"transaction": database.transaction, "reading": database.reading}
    read_activity, read_framework = _readers()
    deliveries = Deliveries(
        **tables,
        clock=clock,
        scores=ScoreService(http, AccessTokens(http, keys, clock)),
        families=families,
        retry_first=timedelta(seconds=settings.retry_first_seconds),
        retry_cap=timedelta(seconds=settings.retry_cap_seconds),
        ring=engine.ring,
    )
    library = Library(
        **tables, clock=clock, read_activity=read_activity, read_framework=read_framework
    )
    engine.bind(deliveries)
    app.extensions["lti_tool"] = Services(
        logins=Logins(**tables, clock=clock, redirect_uri=launch_url),
        arrivals=Arrivals(
            **tables,
            clock=clock,
            verifier=LaunchVerifier(KeySets(http, clock), clock),
            base_url=settings.base_url,
            families=families,
        ),
        visits=Visits(**tables, clock=clock),
        library=library,
        attempts=Attempts(
            transaction=database.transaction,
            clock=clock,
            read_activity=read_activity,
            ring=engine.ring,
        ),
        desk=Desk(
            reading=database.reading, read_activity=read_activity, read_framework=read_framework
        ),
        deep_linking=DeepLinking(
            reading=database.reading,
            clock=clock,
            keys=keys,
            launch_url=launch_url,
            read_activity=read_activity,
            read_framework=read_framework,
        ),
        deliveries=deliveries,
        key_set=keys.key_set,
        is_ready=database.is_current,
    )
    return Tool(
        app=app,
        database=database,
        engine=engine,
        keys=keys,
        platforms=Platforms(
            **tables,
            clock=clock,
            families=sorted(families),
            allow_insecure_http=settings.allow_insecure_http,
        ),
        library=library,
        deliveries=deliveries,
        content_folder=content,
        http=http,
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


def _families(content: Path) -> dict[str, FamilyRules]:
    rules = [read_family(path) for path in sorted((content / "platforms").glob("*.toml"))]
    return {one.family: one for one in rules}


def _keys_folder(settings: Settings) -> Path:
    if settings.keys_dir is not None:
        return settings.keys_dir
    beside = HOME / "keys"
    return beside if beside.is_dir() else Path.cwd() / "instance" / "keys"


def _absolute(url: str, default: Path) -> str:
    """A URL whose SQLite file is found from the working directory, whoever opens it."""
    if not url:
        default.parent.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{default}"
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{Path(url.removeprefix('sqlite:///')).absolute()}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
