"""What an operator sets: the one reader of the environment."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

PREFIX = "LTI_TOOL_"


class SettingsError(Exception):
    """The environment says something that the tool cannot start with; in one sentence."""


class Settings(BaseSettings):
    """Every setting, read once at the start from ``LTI_TOOL_…`` variables or secret files.

    ``config/settings.example.env`` explains them one by one.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    base_url: str
    secret_key: SecretStr
    database_url: str = ""
    queue_url: str = ""
    keys_dir: Path | None = None
    config_dir: Path | None = None
    secrets_dir: Path | None = None
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    allow_insecure_http: bool = False
    private_networks: Annotated[tuple[str, ...], NoDecode] = ()
    outbound_proxy: str | None = None
    ca_bundle: Path | None = None
    retry_first_seconds: float = Field(default=10.0, gt=0, le=3600)
    retry_cap_seconds: float = Field(default=3600.0, gt=0, le=86400)
    rate_limits: bool = True
    smtp_url: SecretStr | None = None
    attester_domains: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("base_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ValueError("has to be an address such as https://tool.example.org")
        if address.path.rstrip("/") or address.query or address.fragment or address.username:
            raise ValueError("has to be a host without a path, such as https://tool.example.org")
        return f"{address.scheme}://{address.netloc.lower()}"

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:  # noqa: PLR2004  # said in the sentence itself
            raise ValueError("has to be at least 32 random characters")
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
    def from_environment(cls) -> "Settings":
        """Read the environment; raises :class:`SettingsError` with one sentence."""
        unknown = _unknown_names(os.environ)
        if unknown:
            raise SettingsError(
                f"There is no setting {', '.join(unknown)}: "
                "config/settings.example.env lists those that there are."
            )
        folder = os.environ.get(f"{PREFIX}SECRETS_DIR")
        if folder is not None and not Path(folder).is_dir():
            raise SettingsError(f"{PREFIX}SECRETS_DIR: {folder} is not a folder.")
        try:
            settings = cls(_secrets_dir=folder)
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None
        settings.check_scheme()
        return settings

    def check_scheme(self) -> None:
        """Refuse plain http unless it is asked for; raises :class:`SettingsError`."""
        if self.base_url.startswith("http://") and not self.allow_insecure_http:
            raise SettingsError(
                f"{PREFIX}BASE_URL: {self.base_url} is not https; "
                f"for a trial on one machine set {PREFIX}ALLOW_INSECURE_HTTP=on."
            )


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
