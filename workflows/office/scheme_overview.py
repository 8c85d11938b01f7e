"""The schemes as pages list them: shipped ones and the office's, whatever their state."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from workflows.office.catalogues_file import SCHEME, SchemeData
from workflows.office.scheme_models import Scheme
from workflows.office.schemes import schemes
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork


def all_schemes(work: UnitOfWork) -> list[SchemeData]:
    """Every scheme that a setting may name, by kind and code."""
    return sorted(schemes(work).values(), key=lambda each: (each.kind, each.key, each.number))


def schemes_waiting(work: UnitOfWork) -> Sequence[Scheme]:
    """Schemes that wait to be decided, oldest first; one statement."""
    return work.session.scalars(
        _with_people().where(Scheme.state == ChangeState.PREPARED).order_by(Scheme.prepared_at, Scheme.id)
    ).all()


def rows_of_key(work: UnitOfWork, key: str) -> Sequence[Scheme]:
    """Every version that the office made of a scheme, newest first; one statement."""
    return work.session.scalars(_with_people().where(Scheme.key == key).order_by(Scheme.number.desc())).all()


def scheme_with_code(work: UnitOfWork, code: str) -> SchemeData | None:
    """A scheme by its code, be it decided or not; None where there is none."""
    known = schemes(work).get(code)
    named = SCHEME.fullmatch(code)
    if known is not None or named is None:
        return known
    row = work.session.scalar(select(Scheme).where(Scheme.key == named[1], Scheme.number == int(named[2] or 1)))
    return row.data if row is not None else None


def _with_people() -> Select[Scheme]:
    return select(Scheme).options(joinedload(Scheme.prepared_by), joinedload(Scheme.decided_by))
