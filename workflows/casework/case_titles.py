"""What a case, and each procedure that it called, is called: as their titles say by the variables of now, in both languages."""

from __future__ import annotations

import re

from sqlalchemy import update

from workflows.casework.expressions import text_of
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import CaseTitle
from workflows.casework.titles import Titles
from workflows.procedure.model import Procedure
from workflows.procedure.titles import titles_in_english
from workflows.sentence import Sentence
from workflows.store import insert_rows

TITLE_LIMIT = 300
BUSINESS_KEY_LIMIT = 120
_LINES = re.compile(r"[\r\n]+")


def business_key_of(running: LockedCase, procedure: Procedure, token_id: str | None) -> str | None:
    """The number by which people know the case, as the process says by the variables of now; None where it says none."""
    key = procedure.property("business_key")
    found = running.run.evaluate(token_id, key) if key else None
    if found is None:
        return None
    return text_of(found, at=procedure.process_id, what="business_key", limit=BUSINESS_KEY_LIMIT)


def titles_of(running: LockedCase, procedure: Procedure, token_id: str | None, known: Sentence | None = None) -> Titles:
    """The full title, and the public one: number and name of the process where the process says nothing else."""
    title, public = (_title(running, procedure, token_id, what) for what in ("title", "title_public"))
    name = _name_of(procedure)
    if public is None:
        key = business_key_of(running, procedure, token_id) or ""
        public = Sentence(*(f"{each} {key}".strip()[:TITLE_LIMIT] for each in name))
    title = title or (known if known is not None and known.zh else name)
    return Titles(title.zh, public.zh, title.en, public.en)


def title_outside(running: LockedCase, procedure: Procedure, public: Sentence) -> Sentence:
    """The title for people outside the offices: the public one where the process names no other."""
    return _title(running, procedure, None, "title_outside") or public


def _title(running: LockedCase, procedure: Procedure, token_id: str | None, what: str) -> Sentence | None:
    """What the process says as this title; its name where that comes to nothing, None where it says none."""
    text = procedure.property(what)
    if not text:
        return None
    name = _name_of(procedure)
    zh, en = (running.run.evaluate(token_id, each) for each in (text, titles_in_english(procedure)[what]))
    title = name.zh if zh in (None, "") else text_of(zh, at=procedure.process_id, what=what, limit=TITLE_LIMIT)
    # A title that is too long in English alone stands in Chinese: no case stops for it.
    is_kept = isinstance(en, str) and len(en) <= TITLE_LIMIT
    english = name.en if en in (None, "") else en if is_kept else title
    return Sentence(_LINES.sub(" ", english), _LINES.sub(" ", title))


def _name_of(procedure: Procedure) -> Sentence:
    return Sentence(procedure.label("process", procedure.name, "en"), procedure.name)


def write_called_titles(running: LockedCase) -> None:
    """Titles of the procedures that the case called, by the variables of their own scope while somebody works in it.

    A procedure has one title in a case. Where it was called for several items it names none of them: whoever reads of one of them
    would learn of another by it.
    """
    case, known = running.case, running.mirror.titles
    seen = {token.process_id: token for token in running.run.open_tasks if token.process_id != case.process_id}
    for process_id, token in seen.items():
        titles = titles_of(running, running.procedures[process_id], token.id)
        if token.is_of_several:
            titles = titles._replace(title=titles.title_public, title_en=titles.title_public_en)
        if process_id not in known:
            row = CaseTitle(case_id=case.id, process_id=process_id, **titles._asdict())
            insert_rows(running.work, row, is_kept=False)
        elif known[process_id] != list(titles):
            running.work.session.execute(
                update(CaseTitle)
                .where(CaseTitle.case_id == case.id, CaseTitle.process_id == process_id)
                .values(**titles._asdict())
            )
        known[process_id] = list(titles)
