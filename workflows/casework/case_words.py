"""Keep by which words each case may be found: written where its titles change, and made up for cases from before; for `verify` they
are derived in derivation.py."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select

from workflows.casework.models import Case, CaseTitle, CaseWords
from workflows.store import Store, UnitOfWork, insert_rows, update_rows
from workflows.store.migrate import after_upgrade
from workflows.store.text_index import grams_of

AT_ONCE = 500


def grams_of_case(case: Case, called: Mapping[str, list[str]]) -> str:
    """What the index keeps of a case and of the titles of what it called."""
    texts = [case.title, case.title_public, case.title_outside, case.business_key or ""]
    texts += [case.title_en, case.title_public_en, case.title_outside_en]
    return grams_of(*texts, *(text for each in called.values() for text in each))


def write_words(work: UnitOfWork, case: Case, called: Mapping[str, list[str]]) -> None:
    """Write the words of a case by its titles of now; `called` are those of the procedures that it called."""
    grams = grams_of_case(case, called)
    if case.version:
        update_rows(work, CaseWords, {"case_id": case.id}, grams=grams)
    else:
        insert_rows(work, CaseWords(case_id=case.id, grams=grams), is_kept=False)


@after_upgrade
def write_missing_words(store: Store) -> None:
    """Write the words of cases that have none, which were begun before any were kept, some at a time."""
    known = CaseWords.case_id == Case.id
    with store.read() as work:
        count = work.session.scalar(
            select(select(func.count(Case.id)).scalar_subquery() - select(func.count(CaseWords.id)).scalar_subquery())
        )
    after: uuid.UUID | None = uuid.UUID(int=0) if count else None
    while after is not None:
        # By their key: what has its words already is not looked through again.
        some = (
            select(Case, CaseWords.id)
            .outerjoin(CaseWords, known)
            .where(Case.id > after)
            .order_by(Case.id)
            .limit(AT_ONCE)
        )
        with store.write() as work:
            rows = work.session.execute(some).all()
            after = rows[-1][0].id if len(rows) == AT_ONCE else None
            unknown = [case for case, number in rows if number is None]
            called: dict[uuid.UUID, dict[str, list[str]]] = {case.id: {} for case in unknown}
            for each in work.session.scalars(select(CaseTitle).where(CaseTitle.case_id.in_(called))):
                called[each.case_id][each.process_id] = [
                    each.title,
                    each.title_public,
                    each.title_en,
                    each.title_public_en,
                ]
            words = [CaseWords(case_id=case.id, grams=grams_of_case(case, called[case.id])) for case in unknown]
            insert_rows(work, *words, is_kept=False)
