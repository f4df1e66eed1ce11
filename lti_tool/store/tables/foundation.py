"""What all tables share: named constraints, aware times, JSON for lists and dictionaries."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase

from lti_tool.store.database import ExactDecimal, UtcDateTime


class Base(DeclarativeBase):
    """What all tables share: named constraints, aware times, JSON for lists and dictionaries."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Decimal: ExactDecimal,
        list[int]: JSON(none_as_null=True),  # statements count what is in it
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
    }
