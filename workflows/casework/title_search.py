"""What narrows a search before rights are asked (access.py): it leaves all in that could be found, and mostly much less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func
from sqlalchemy.orm import aliased

from workflows.casework.models import Case, CaseReader, CaseTitle, Ground, Task

_CALLED = aliased(CaseTitle)  # the titles of the process in which the Task is drawn, where the case called it


def holds(words: str, column: Any) -> ColumnElement[bool]:
    """SQL: the text holds the words; signs of LIKE are letters like any other."""
    found: ColumnElement[bool] = column.icontains(words, autoescape=True)
    return found


def any_file_open(readers: Sequence[str]) -> ColumnElement[bool]:
    """SQL: one of these readers reads the file of some process of the Case."""
    return exists().where(
        CaseReader.case_id == Case.id, CaseReader.reader.in_(readers), CaseReader.ground == Ground.READS.value
    )


def with_titles(rows: Select[Any, Any], task_id: Any) -> Select[Any, Any]:
    """The rows with the Task of this id, its Case and the titles that `any_text_holds` reads."""
    called = and_(_CALLED.case_id == Task.case_id, _CALLED.process_id == Task.process_id)
    return rows.join(Task, Task.id == task_id).join(Case, Case.id == Task.case_id).outerjoin(_CALLED, called)


def any_text_holds(words: str) -> ColumnElement[bool]:
    """SQL: the step of the Task, or one of its titles, holds the words, so that it is worth asking which of them may be read.

    Which title somebody may read takes many times as long to find as that none of them holds the words; and the longest of it is
    to look each text up, so that all are looked through at once.
    """
    of_called = (_CALLED.title, _CALLED.title_en, _CALLED.title_public, _CALLED.title_public_en)
    of_case = (
        Case.title,
        Case.title_en,
        Case.title_public,
        Case.title_public_en,
        Case.title_outside,
        Case.title_outside_en,
    )
    whole = _joined((Task.name, Task.name_en, *of_case, func.coalesce(_joined(of_called), "")))
    return holds(words, whole)


def _joined(texts: Sequence[Any]) -> Any:
    whole: Any = texts[0]
    for text in texts[1:]:
        whole = whole + "\n" + text
    return whole
