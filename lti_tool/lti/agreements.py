"""How a kept registration becomes the one this room works with."""

from collections.abc import Sequence
from typing import Protocol

from lti_tool.lti.registrations import Registration


class Terms(Protocol):
    """Whatever has the terms of a registration: the store's row has."""

    @property
    def id(self) -> int: ...  # noqa: D102  # as in Registration
    @property
    def issuer(self) -> str: ...  # noqa: D102
    @property
    def client_id(self) -> str: ...  # noqa: D102
    @property
    def auth_login_url(self) -> str: ...  # noqa: D102
    @property
    def auth_token_url(self) -> str: ...  # noqa: D102
    @property
    def auth_audience(self) -> str | None: ...  # noqa: D102
    @property
    def jwks_url(self) -> str: ...  # noqa: D102
    @property
    def frame_origins(self) -> Sequence[str]: ...  # noqa: D102  # as in Registration
    @property
    def service_origins(self) -> Sequence[str]: ...  # noqa: D102  # as in Registration


def agreement_of(terms: Terms) -> Registration:
    """The registration as a value that outlives the transaction it was read in."""
    return Registration(
        id=terms.id,
        issuer=terms.issuer,
        client_id=terms.client_id,
        auth_login_url=terms.auth_login_url,
        auth_token_url=terms.auth_token_url,
        auth_audience=terms.auth_audience,
        jwks_url=terms.jwks_url,
        frame_origins=tuple(terms.frame_origins),
        service_origins=tuple(terms.service_origins),
    )
