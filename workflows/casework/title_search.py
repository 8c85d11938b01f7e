"""Whether words stand in a title at all, whoever may read it: what narrows a search before rights are asked (access.py)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_

from workflows.casework.models import Case, CaseTitle, Task


def holds(words: str, column: Any) -> ColumnElement[bool]:
    """SQL: the text holds the words; signs of LIKE are letters like any other."""
    found: ColumnElement[bool] = column.icontains(words, autoescape=True)
    return found


def any_title_holds(words: str) -> ColumnElement[bool]:
    """SQL: one of the titles of the Task, of the Case, holds the words, so that it is worth asking which of them may be read.

    Which title somebody may read takes many times as long to find as that none of them holds the words.
    """
    titles = (CaseTitle.case_id == Task.case_id, CaseTitle.process_id == Task.process_id)
    own = or_(*(holds(words, column) for column in (Case.title, Case.title_public, Case.title_outside)))
    called = or_(*(holds(words, column) for column in (CaseTitle.title, CaseTitle.title_public)))
    return case((own, True), (exists().where(*titles, called), True), else_=False)
