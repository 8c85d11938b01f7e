"""Which schemes there are, by the code that settings name: the shipped ones, and those of the office that were agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from workflows.office.catalogues_file import SchemeData, shipped_schemes
from workflows.office.scheme_models import Scheme
from workflows.office.settings_file import SettingEntry
from workflows.people.words import ChangeState
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, held


def schemes(work: UnitOfWork) -> Mapping[str, SchemeData]:
    """Every scheme that may be in force, by its code: the shipped ones first. A scheme of the office never takes a shipped code."""
    shipped = shipped_schemes()
    return held(work, ("schemes", id(shipped)), lambda: MappingProxyType({**_own(work), **shipped}))


def _own(work: UnitOfWork) -> dict[str, SchemeData]:
    rows = work.session.scalars(
        select(Scheme).where(Scheme.state == ChangeState.DECIDED).order_by(Scheme.key, Scheme.number)
    )
    return {row.data.code: row.data for row in rows}


def plain_scheme(work: UnitOfWork, code: str) -> dict[str, Any] | None:
    """A scheme as FEEL's `catalogue` gives it; None for a code that there is not."""
    found = schemes(work).get(code)
    return found.plain() if found is not None else None


def problem_of_value(work: UnitOfWork, entry: SettingEntry, text: str) -> Sentence | None:
    """What keeps a text from being a value of a setting here, where the office's own schemes are known; called by its name."""
    own = {code for code, scheme in schemes(work).items() if scheme.kind == entry.kind}
    return entry.problem(text, by_name=True, schemes=own)
