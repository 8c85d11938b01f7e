"""Keep by which words each letter may be found: written where it is issued, and made up for letters from before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from workflows.documents.models import Document, LetterWords
from workflows.proof.derived import derives
from workflows.store import Store, UnitOfWork, insert_rows
from workflows.store.migrate import after_upgrade
from workflows.store.text_index import grams_of

AT_ONCE = 500
_TEXTS = (Document.number, Document.title, Document.title_en)


def write_words(work: UnitOfWork, document: Document) -> None:
    """Write the words of a letter that has just been issued; its number and titles never change."""
    grams = grams_of(document.number, document.title, document.title_en)
    insert_rows(work, LetterWords(document_id=document.id, grams=grams), is_kept=False)


@derives(LetterWords, "document_id", "grams")
def words(work: UnitOfWork) -> Iterator[Mapping[str, Any]]:
    """The words of every letter, by its number and titles."""
    for document_id, *texts in work.session.execute(select(Document.id, *_TEXTS).execution_options(yield_per=500)):
        yield {"document_id": document_id, "grams": grams_of(*texts)}


@after_upgrade
def write_missing_words(store: Store) -> None:
    """Write the words of letters that have none, which were issued before any were kept, some at a time."""
    known = LetterWords.document_id == Document.id
    every = select(Document.id, *_TEXTS, LetterWords.id.label("number_of_words")).outerjoin(LetterWords, known)
    with store.read() as work:
        count = work.session.scalar(
            select(
                select(func.count(Document.id)).scalar_subquery() - select(func.count(LetterWords.id)).scalar_subquery()
            )
        )
    after: uuid.UUID | None = uuid.UUID(int=0) if count else None
    while after is not None:
        with store.write() as work:
            rows = work.session.execute(every.where(Document.id > after).order_by(Document.id).limit(AT_ONCE)).all()
            after = rows[-1].id if len(rows) == AT_ONCE else None
            unknown = [row for row in rows if row.number_of_words is None]
            words = [
                LetterWords(document_id=row.id, grams=grams_of(row.number, row.title, row.title_en)) for row in unknown
            ]
            insert_rows(work, *words, is_kept=False)
