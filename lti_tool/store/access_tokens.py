"""Platforms' access tokens as all processes share them, sealed; and who asks for the next.

Each function is one statement, since several processes come here at once.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import AccessToken

_KEY = ["registration_id", "scopes"]


def load(session: Session, registration_id: int, scopes: str) -> AccessToken | None:
    """Load what is known of a registration's token; ``None`` where nobody has asked for it yet."""
    return session.get(AccessToken, (registration_id, scopes))


def ask(
    session: Session,
    registration_id: int,
    scopes: str,
    *,
    auth_token_url: str,
    now: datetime,
    until: datetime,
) -> bool:
    """Take the right to ask the platform until that time; whether nobody else has it."""
    statement = insert_into(session, AccessToken).values(
        registration_id=registration_id,
        scopes=scopes,
        auth_token_url=auth_token_url,
        asking_until=until,
    )
    taken = statement.on_conflict_do_update(
        index_elements=_KEY,
        set_={"asking_until": until},
        where=or_(AccessToken.asking_until.is_(None), AccessToken.asking_until <= now),
    ).returning(AccessToken.registration_id)
    return session.execute(taken).one_or_none() is not None


def keep(
    session: Session,
    registration_id: int,
    scopes: str,
    *,
    auth_token_url: str,
    sealed: str,
    lasts: tuple[datetime, datetime],
) -> None:
    """Keep the token that was given last, and give the right to ask back.

    ``lasts`` says from when the next one is asked for, and until when this one is good.
    """
    kept = {
        "auth_token_url": auth_token_url,
        "sealed_token": sealed,
        "renew_from": lasts[0],
        "good_until": lasts[1],
        "asking_until": None,
    }
    statement = insert_into(session, AccessToken).values(
        registration_id=registration_id, scopes=scopes, **kept
    )
    session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=kept))


def give_back(session: Session, registration_id: int, scopes: str) -> None:
    """Give the right to ask back; a token that is kept stays."""
    session.execute(
        update(AccessToken).where(_is(registration_id, scopes)).values(asking_until=None)
    )


def drop(session: Session, registration_id: int, scopes: str, sealed: str) -> None:
    """Drop this very token, which the platform no longer takes; a newer one stays."""
    session.execute(
        update(AccessToken)
        .where(_is(registration_id, scopes), AccessToken.sealed_token == sealed)
        .values(sealed_token=None, renew_from=None, good_until=None)
    )


def _is(registration_id: int, scopes: str) -> ColumnElement[bool]:
    return and_(AccessToken.registration_id == registration_id, AccessToken.scopes == scopes)
