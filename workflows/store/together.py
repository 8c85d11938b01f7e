"""Read rows of several tables that hang on one key by one statement: a page that shows them all asks the database once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, cast, null, select, true, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, contains_eager
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from workflows.store.unit_of_work import UnitOfWork


class is_at(FunctionElement[Any]):  # noqa: N801  reads as a function of SQL
    """SQL: the column holds the key, to be looked up by the column's index for each key."""

    type = NullType()  # of a truth SQLite would be asked whether it is 1, for which it uses no index
    inherit_cache = True


@compiles(is_at)
def _equal(element: is_at, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = {key}"


@compiles(is_at, "postgresql")
def _in_array(element: is_at, compiler: Any, **options: Any) -> str:
    # Of an equality PostgreSQL would make a merge or hash join, and without statistics read a whole table for it.
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY (ARRAY[{key}])"


def with_children(statement: Select[Any], *relations: InstrumentedAttribute[Any]) -> Select[Any]:
    """A statement that reads the rows of these one-to-many relations along, each found by the index of its foreign key.

    What `joinedload` does, for rows of which PostgreSQL without statistics would read the whole table. They come in the order
    of their relation; a result has to be made `unique`.
    """
    for relation in relations:
        child = relation.property
        ((key, foreign_key),) = child.local_remote_pairs
        statement = statement.outerjoin(child.mapper.class_, is_at(foreign_key, key))
        statement = statement.options(contains_eager(relation)).order_by(*child.order_by)
    return statement


class Together:
    """The rows of several tables whose columns hold the same key; the statement is built once.

    It joins the tables to as many lines as there are tables, each with the key in a column of its own and NULL in the others: so
    each line finds the rows of one table only, by its index, and no row is paired with another table's.
    """

    def __init__(
        self,
        *columns: InstrumentedAttribute[Any],
        options: Sequence[ORMOption] = (),
        children: Sequence[InstrumentedAttribute[Any]] = (),
        only: Mapping[type[Any], ColumnElement[bool]] | None = None,
    ) -> None:
        """`only` says of a class which of its rows are wanted, `children` what is read along as by `with_children`."""
        key = bindparam("key", type_=columns[0].type)
        lines = union_all(
            *(
                select(
                    *(
                        cast(key if other is column else null(), other.type).label(other.class_.__name__)
                        for other in columns
                    )
                )
                for column in columns
            )
        ).subquery()
        joined: Any = lines
        for column in columns:
            wanted = {**(only or {})}.get(column.parent.class_, true())
            joined = joined.outerjoin(column.class_, and_(is_at(column, lines.c[column.class_.__name__]), wanted))
        statement = select(*(column.class_ for column in columns)).select_from(joined)
        self._statement = with_children(statement, *children).options(*options)

    def of(self, work: UnitOfWork, key: object) -> list[list[Any]]:
        """The rows of each table with this key, in the order of the columns; within a table in no order."""
        found = work.session.execute(self._statement, {"key": key}).unique().all()
        return [list(dict.fromkeys(row for row in rows if row is not None)) for rows in zip(*found, strict=True)]
