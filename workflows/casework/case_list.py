"""The list of cases that somebody may know of."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from workflows.casework import access
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.keys import Key, beyond, checked, counted, page_of
from workflows.casework.models import Case, CaseReader, CaseStatus
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of the list of cases; `following` is where the next one begins.

    `total` is None where counting would mean to look through everything, and stops at COUNT_LIMIT; `is_capped` says so.
    """

    cases: Sequence[CaseHead]
    total: int | None
    is_capped: bool
    following: Key | None


def list_cases(
    work: UnitOfWork,
    actor: Actor,
    *,
    status: str | None = None,
    process_id: str | None = None,
    search: str = "",
    after: Key | None = None,
    per_page: int = 44,
) -> CasePage:
    """The cases an actor may know of, those started last first, each by the title that the actor may read."""
    words = search.strip()

    # Most cases have been completed, also of one's own. Of the others there are few: they are walked whosever they are, and each
    # is asked whether it is open to the actor.
    is_own = status in (None, CaseStatus.COMPLETED.value)

    def walk(start: Key | None) -> Callable[[int], Select[Any, Any]]:
        if is_own:
            return lambda limit: access.cases_by(actor, CaseReader.started, limit=limit, after=start, is_falling=True)
        bounds = beyond(Case.started_at, Case.id, start, is_falling=True)
        chosen = select(Case.started_at, Case.id).where(Case.status == status, *bounds)
        return lambda limit: chosen.order_by(Case.started_at.desc(), Case.id.desc()).limit(limit)

    def narrow(found: Select[Any, Any], case_id: Any) -> Select[Any, Any]:
        conditions = [] if is_own else [access.visible_cases(actor)]
        if status:
            conditions.append(checked(Case.status == status))
        if process_id:
            conditions.append(checked(Case.process_id == process_id))
        if words:
            conditions.append(access.title_matches(actor, words))
        return found.join(Case, Case.id == case_id).where(*conditions)

    is_narrowed = bool(status or process_id or words)
    how = narrow if is_narrowed else None
    found = page_of(work, walk(after), per_page, how, is_falling=True, reads_texts=bool(words))
    total: int | None = None
    is_capped = False
    if after is None and found.following is None:
        total = len(found.rows)
    elif not is_narrowed:
        total, is_capped = counted(work, walk(None))
    return CasePage(case_heads(work, actor, found.rows), total, is_capped, found.following)


def case_heads(work: UnitOfWork, actor: Actor, ids: Sequence[uuid.UUID]) -> list[CaseHead]:
    """These cases as a list shows them to the actor, in this order."""
    if not ids:
        return []
    rows = (
        select(Case, access.title_of_case(actor), access.is_reader(actor))
        .options(joinedload(Case.unit), joinedload(Case.procedure_version))
        .where(Case.id.in_(ids))
    )
    by_id = {row[0].id: head_of(*row) for row in work.session.execute(rows)}
    return [by_id[case_id] for case_id in ids]
