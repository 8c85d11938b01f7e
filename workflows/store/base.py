"""The declarative base of all rows, with the column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import DateTime, MetaData, event, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeDecorator

from workflows.store.unreadable import StoredJson, StoredUuid, is_readable, unreadable_moment

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a moment without a zone, which could mean any hour."""
    if moment.tzinfo is None:
        raise ValueError(f"The time {moment.isoformat()} has no zone; give one, for instance +08:00.")
    return moment.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on both sides, UTC in the column. What is none is given as a marked one (store/unreadable.py)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What the column gives."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC; SQLite keeps no zone, so the zone is dropped there after conversion.

        Raises ValueError for a marked value: it would cover what can still be restored.
        """
        if value is None:
            return None
        if not is_readable(value):
            raise ValueError("A time that could not be read is not written back.")
        moment = as_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What makes the aware UTC instant of what is stored."""
        convert = super().result_processor(dialect, coltype)

        def read(stored: Any) -> datetime | None:
            if stored is None:
                return None
            try:
                value: Any = convert(stored) if convert else stored
                return as_utc(value if value.tzinfo else value.replace(tzinfo=UTC))
            except (ValueError, TypeError, AttributeError, OverflowError):
                return unreadable_moment()

        return read


class Base(DeclarativeBase):
    """Base of every mapped class; names every constraint so that migrations can speak of it on both databases."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        datetime: UtcDateTime,
        uuid.UUID: StoredUuid(),
        dict[str, Any]: StoredJson(),
        list[Any]: StoredJson(is_list=True),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        """Map the class; of its mappings and lists, those that may be missing say so."""
        super().__init_subclass__(**options)
        for column in cls.__table__.columns if "__tablename__" in cls.__dict__ else ():
            if isinstance(column.type, StoredJson) and column.nullable:
                column.type = StoredJson(is_list=column.type.is_list, is_optional=True)


@cache
def _needed_moments(model: type[Base]) -> tuple[str, ...]:
    """The attributes that must hold an instant in every row."""
    columns = inspect(model).column_attrs
    return tuple(
        each.key for each in columns if isinstance(each.columns[0].type, UtcDateTime) and not each.columns[0].nullable
    )


def _mark_missing(row: Base, *_: object) -> None:
    """Where a row must have an instant and has none, somebody took the constraint away: as damaged as a wrong one."""
    for name in _needed_moments(type(row)):
        if name in row.__dict__ and row.__dict__[name] is None:
            set_committed_value(row, name, unreadable_moment())


event.listen(Base, "load", _mark_missing, propagate=True)
event.listen(Base, "refresh", _mark_missing, propagate=True)


def new_id() -> uuid.UUID:
    """A fresh random identifier (UUID version 4)."""
    return uuid.uuid4()
