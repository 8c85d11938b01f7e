"""Keep by which words each case may be found: written where its titles change, and made up for cases from before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from workflows.casework.models import Case, CaseTitle, CaseWords
from workflows.proof.derived import derives
from workflows.store import Store, UnitOfWork, insert_rows, update_rows
from workflows.store.migrate import after_upgrade
from workflows.store.text_index import grams_of

AT_ONCE = 500
_TEXTS = (Case.title, Case.title_public, Case.title_outside, Case.business_key)


def write_words(work: UnitOfWork, case: Case, called: Mapping[str, list[str]]) -> None:
    """Write the words of a case by its titles of now; `called` are those of the procedures that it called."""
    texts = [case.title, case.title_public, case.title_outside, case.business_key or ""]
    grams = grams_of(*texts, *(text for each in called.values() for text in each))
    if case.version:
        update_rows(work, CaseWords, {"case_id": case.id}, grams=grams)
    else:
        insert_rows(work, CaseWords(case_id=case.id, grams=grams), is_kept=False)


@derives(CaseWords, "case_id", "grams")
def words(work: UnitOfWork) -> Iterator[Mapping[str, Any]]:
    """The words of every case, by the titles in its row and in those of what it called."""
    called: dict[uuid.UUID, list[str]] = {}
    for case_id, title, public in work.session.execute(
        select(CaseTitle.case_id, CaseTitle.title, CaseTitle.title_public)
    ):
        called.setdefault(case_id, []).extend((title, public))
    statement = select(Case.id, *_TEXTS).execution_options(yield_per=500)
    for case_id, *texts in work.session.execute(statement):
        yield {"case_id": case_id, "grams": grams_of(*(text or "" for text in texts), *called.get(case_id, ()))}


@after_upgrade
def write_missing_words(store: Store) -> None:
    """Write the words of cases that have none, which were begun before any were kept, some at a time."""
    unknown = select(Case.id, *_TEXTS).outerjoin(CaseWords, CaseWords.case_id == Case.id).where(CaseWords.id.is_(None))
    while True:
        with store.write() as work:
            found = work.session.execute(unknown.limit(AT_ONCE)).all()
            ids = [row.id for row in found]
            called: dict[uuid.UUID, list[str]] = {}
            for title in work.session.scalars(select(CaseTitle).where(CaseTitle.case_id.in_(ids))):
                called.setdefault(title.case_id, []).extend((title.title, title.title_public))
            rows = (grams_of(*(text or "" for text in texts), *called.get(case_id, ())) for case_id, *texts in found)
            insert_rows(
                work,
                *(CaseWords(case_id=case_id, grams=grams) for case_id, grams in zip(ids, rows, strict=True)),
                is_kept=False,
            )
        if len(found) < AT_ONCE:
            return
