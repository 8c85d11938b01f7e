"""The one search over everything: cases, letters, people and units by a few words, each only as far as it is open to the reader.

An index over pairs of characters (store/text_index.py) gives what may hold the words. Which of that somebody may know of, and by
which title, access.py and disclosure.py say; then the words are looked for in that very title, so that nobody learns from a hit,
or from how many there are, what stands in a title that they may not read.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import defer, joinedload

from workflows.casework import access
from workflows.casework.case_list import case_heads
from workflows.casework.disclosure import letter_version
from workflows.casework.grants import Grants, Grounds
from workflows.casework.heads import CaseHead
from workflows.casework.material import grounds_of
from workflows.casework.models import Case, CaseReader, CaseWords
from workflows.casework.person_page import keeps_posts
from workflows.casework.unit_records import may_open_unit
from workflows.documents.models import Document, LetterWords
from workflows.documents.queries import as_letter
from workflows.people import Actor, Person, Unit
from workflows.people.search import people_found, units_found
from workflows.store import UnitOfWork
from workflows.store.text_index import holds_grams, holds_words, is_searchable, words_of

SHOWN = 20
"""Hits of each kind; further words narrow them."""
MOST = 300
"""Rows of a kind that may hold the words and are looked at."""
LATEST = 100
"""Where more may hold them, so many of the latest cases that the reader knows of are looked through instead."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, of each kind at most SHOWN; `more` names the kinds of which there is more."""

    cases: Sequence[CaseHead] = ()
    letters: Sequence[Document] = ()
    people: Sequence[Person] = ()
    units: Sequence[Unit] = ()
    unit_pages: frozenset[uuid.UUID] = frozenset()  # of those units whose page opens to the reader
    more: frozenset[str] = frozenset()
    is_too_short: bool = False

    @property
    def is_empty(self) -> bool:
        """True where nothing was found."""
        return not (self.cases or self.letters or self.people or self.units)


def search(work: UnitOfWork, actor: Actor, typed: str) -> Hits:
    """What the reader may know of that holds each of the words typed. At most seven statements."""
    words = words_of(typed)
    if not is_searchable(words):
        return Hits(is_too_short=bool(typed.strip()))
    keeps = keeps_posts(actor)
    looked_at = _Latest(work, actor)
    cases, documents = _may_hold(work, words)
    heads = _cases(work, actor, words, cases, looked_at)
    letters = _letters(work, actor, words, documents, looked_at)
    people = people_found(work, actor, words, keeps=keeps, most=SHOWN)
    # Whoever watches the clocks narrows their board to any unit (casework/board.py).
    watches = any(holding.watches for holding in actor.holdings)
    units = units_found(work, actor, words, sees_all=keeps or watches, most=SHOWN)
    found: dict[str, Sequence[object]] = {"cases": heads, "letters": letters, "people": people, "units": units}
    return Hits(
        heads[:SHOWN],
        letters[:SHOWN],
        people[:SHOWN],
        units[:SHOWN],
        frozenset(unit.id for unit in units if may_open_unit(actor, unit)),
        frozenset(kind for kind, rows in found.items() if len(rows) > SHOWN),
    )


class _Latest:
    """The latest cases that the reader may know of, read where so many rows may hold the words that they are not looked at."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work, self._actor = work, actor

    @cached_property
    def cases(self) -> Sequence[uuid.UUID]:
        walk = access.cases_by(self._actor, CaseReader.started, limit=LATEST, is_falling=True)
        return [row[1] for row in self._work.session.execute(walk)]


def _may_hold(work: UnitOfWork, words: Sequence[str]) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """The cases, and the letters, in whose texts the words may stand; of each at most one more than MOST. One statement."""
    arms = []
    for model, key in ((CaseWords, CaseWords.case_id), (LetterWords, LetterWords.document_id)):
        matching = holds_grams(work, model, words, MOST + 1)
        some = select(key.label("id"), literal(model.__tablename__).label("kind")).where(matching).limit(MOST + 1)
        arms.append(select(*some.subquery().c))
    found: dict[str, list[uuid.UUID]] = {CaseWords.__tablename__: [], LetterWords.__tablename__: []}
    for key, kind in work.session.execute(union_all(*arms)):
        found[kind].append(key)
    return found[CaseWords.__tablename__], found[LetterWords.__tablename__]


def _cases(
    work: UnitOfWork, actor: Actor, words: Sequence[str], ids: Sequence[uuid.UUID], latest: _Latest
) -> list[CaseHead]:
    """Cases whose title, or number, as the reader may read it, holds the words, the latest first."""
    if len(ids) > MOST:
        ids = latest.cases
    elif ids:
        ids = work.session.scalars(select(Case.id).where(Case.id.in_(ids), access.visible_cases(actor))).all()
    heads = case_heads(work, actor, ids)
    found = [
        head for head in heads if holds_words(f"{head.title.zh}\n{head.title.en}\n{head.business_key or ''}", words)
    ]
    return sorted(found, key=lambda head: (head.started_at, str(head.id)), reverse=True)


def _letters(
    work: UnitOfWork, actor: Actor, words: Sequence[str], ids: Sequence[uuid.UUID], latest: _Latest
) -> list[Document]:
    """Letters whose number or title holds the words and that are open to the reader, newest first."""
    if not ids:
        return []
    which = Document.id.in_(ids) if len(ids) <= MOST else Document.case_id.in_(latest.cases)
    statement = (
        select(Document)
        .options(joinedload(Document.unit), defer(Document.text), defer(Document.masked_text), defer(Document.outline))
        .where(which)
        .order_by(Document.issued_at.desc(), Document.id)
    )
    rows = [row for row in work.session.scalars(statement) if holds_words(_texts(row), words)]
    if not rows:
        return []
    keys = frozenset(access.keys_of(actor))
    grounds = grounds_of(work, actor, {row.case_id for row in rows})
    return [row for row in rows if _is_open(row, actor, grounds[row.case_id], keys)]


def _texts(letter: Document) -> str:
    return f"{letter.number}\n{letter.title}\n{letter.title_en}"


def _is_open(letter: Document, actor: Actor, opened: Grounds, keys: frozenset[str]) -> bool:
    """Whether the letter opens to the reader in some version, of a case that they may know of.

    What only a task shows them, the receipt, is found in that task.
    """
    grants = Grants(actor, opened.grounds, opened.reads)
    return bool(opened.grounds) and letter_version(as_letter(letter), grants, keys) is not None
