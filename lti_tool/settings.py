"""What an operator sets: the one reader of the environment."""

import ipaddress
import os
import re
import ssl
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

PREFIX = "LTI_TOOL_"

_ORIGIN = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}


class SettingsError(Exception):
    """The environment says something that the tool cannot start with; in one sentence."""


class ContentSettings(BaseSettings):
    """All that an author needs, who checks files and runs no tool."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    config_dir: Path | None = None

    @field_validator(
        "config_dir", "keys_dir", "files_dir", "ca_bundle", mode="before", check_fields=False
    )
    @classmethod
    def _named(cls, value: object) -> object:
        if value == "":
            raise ValueError("is empty, which would mean the working directory; leave it out")
        return value

    @field_validator("config_dir")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None:
            _check_folder(value)
        return value

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over secret files; no other source is read."""
        return init_settings, env_settings, file_secret_settings

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raises :class:`SettingsError` with one sentence."""
        unknown = _unknown_names(os.environ)
        if unknown:
            raise SettingsError(
                f"There is no setting {', '.join(unknown)}: "
                "config/settings.example.env lists those that there are."
            )
        folder = os.environ.get(f"{PREFIX}SECRETS_DIR")
        try:
            if folder is not None:
                _check_folder(folder)
        except ValueError as error:
            raise SettingsError(f"{PREFIX}SECRETS_DIR: {error}.") from None
        try:
            return cls(_secrets_dir=folder)
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None
        except (OSError, ValueError):  # pydantic-settings hides what it was
            raise SettingsError(
                f"{PREFIX}SECRETS_DIR: a file of {folder} cannot be read as text."
            ) from None


class Settings(ContentSettings):
    """Every setting, read once at the start from ``LTI_TOOL_…`` variables or secret files.

    ``config/settings.example.env`` explains them one by one.
    """

    base_url: str
    secret_key: SecretStr
    database_url: str = ""
    queue_url: str = ""
    keys_dir: Path | None = None
    key_days: int = Field(default=90, ge=0, le=3650)
    secrets_dir: Path | None = None
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    allow_insecure_http: bool = False
    private_networks: Annotated[tuple[str, ...], NoDecode] = ()
    outbound_proxy: str | None = None
    ca_bundle: Path | None = None
    retry_first_seconds: float = Field(default=10.0, gt=0, le=3600)
    retry_cap_seconds: float = Field(default=3600.0, gt=0, le=86400)
    oldest_score_minutes: int = Field(default=60, ge=1, le=10_080)
    metrics_token: SecretStr | None = None
    rate_limits: bool = True
    smtp_url: SecretStr | None = None
    attester_domains: Annotated[tuple[str, ...], NoDecode] = ()
    files_dir: Path | None = None
    file_mb: int = Field(default=10, ge=1, le=100)
    person_files_mb: int = Field(default=200, ge=1, le=100_000)
    tenant_files_mb: int = Field(default=20_000, ge=1, le=10_000_000)
    clamd_url: str | None = None

    @field_validator("base_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        address = _address(value, {"http", "https"})
        if address is None or not _ORIGIN.fullmatch(address.netloc):
            raise ValueError("has to be an address such as https://tool.example.org")
        if address.path.rstrip("/") or address.query or address.fragment:
            raise ValueError("has to be a host without a path, such as https://tool.example.org")
        return f"{address.scheme}://{address.netloc.lower()}"

    @field_validator("secret_key", "metrics_token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:  # noqa: PLR2004  # said in the sentence itself
            raise ValueError("has to be at least 32 random characters")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not _is_sqlite(value) and not _is_postgresql(value):
            raise ValueError("has to be sqlite:///a/file or postgresql://user:password@host/name")
        return _with_driver(value)

    @field_validator("queue_url")
    @classmethod
    def _queue(cls, value: str) -> str:
        if value and not any(is_one(value) for is_one in (_is_sqlite, _is_postgresql, _is_redis)):
            raise ValueError(
                "has to be sqlite:///a/file, postgresql://user:password@host/name "
                "or redis://host:6379/0"
            )
        return _with_driver(value)

    @field_validator("outbound_proxy")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = _address(value, {"http", "https"})
        if address is None or not address.hostname:
            raise ValueError("has to be an address such as http://proxy.example.org:3128")
        return value

    @field_validator("clamd_url")
    @classmethod
    def _scanner(cls, value: str | None) -> str | None:
        address = None if value is None else _address(value, {"tcp", "unix"})
        is_one = address is not None and bool(
            address.path if address.scheme == "unix" else address.hostname
        )
        if value is not None and not is_one:
            raise ValueError("has to be unix:///run/clamav/clamd.ctl or tcp://host:3310")
        return value

    @field_validator("ca_bundle")
    @classmethod
    def _certificates(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=value)
            except OSError:  # an SSLError is one of them
                raise ValueError(f"{value} is not a file of certificates (PEM)") from None
        return value

    @field_validator("private_networks", "attester_domains", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("private_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ipaddress.ip_network(network)
            except ValueError:
                raise ValueError(f"{network} is not a network such as 10.0.0.0/8") from None
        return value

    @classmethod
    @override
    def from_environment(cls) -> Self:
        settings = super().from_environment()
        settings.check_scheme()
        return settings

    def check_scheme(self) -> None:
        """Refuse plain http unless it is asked for; raises :class:`SettingsError`."""
        if self.base_url.startswith("http://") and not self.allow_insecure_http:
            raise SettingsError(
                f"{PREFIX}BASE_URL: {self.base_url} is not https; "
                f"for a trial on one machine set {PREFIX}ALLOW_INSECURE_HTTP=on."
            )


def _check_folder(path: Path | str) -> None:
    """Refuse what is no folder, or none that can be read; raises ``ValueError``."""
    try:
        with os.scandir(path):
            return
    except PermissionError:
        raise ValueError(f"{path} cannot be read by the user that runs this") from None
    except OSError:
        raise ValueError(f"{path} is not a folder") from None


def _address(value: str, schemes: Collection[str]) -> SplitResult | None:
    """Take an address apart; nothing, if its scheme is another or its port cannot be."""
    try:
        address = urlsplit(value)
        is_one = "://" in value and address.scheme in schemes and address.port != 0
    except ValueError:
        return None
    return address if is_one else None


def _is_sqlite(value: str) -> bool:
    return re.fullmatch(r"sqlite:///[^?]*[^?/]", value) is not None


def _is_postgresql(value: str) -> bool:
    return _address(value, _POSTGRESQL) is not None  # without a host it is a socket of this machine


def _is_redis(value: str) -> bool:
    address = _address(value, {"redis", "rediss", "unix"})
    return address is not None and bool(
        address.path if address.scheme == "unix" else address.hostname
    )


def _with_driver(value: str) -> str:
    """Give the address with the driver that SQLAlchemy is to use for PostgreSQL."""
    scheme, separator, rest = value.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in _POSTGRESQL else value


def _unknown_names(environment: Mapping[str, str]) -> list[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX) and name.upper() not in known
    )


def _sentence(error: ValidationError) -> str:
    problem: Any = error.errors()[0]
    name = f"{PREFIX}{str(problem['loc'][0]).upper()}" if problem["loc"] else PREFIX
    if problem["type"] == "missing":
        return f"{name} is not set: config/settings.example.env says what belongs there."
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}."
