"""Forms that were begun: what is typed is kept until it is sent, so that a closed page or an ended session costs nothing.

A draft is no part of the record. Its writer alone reads it, it goes when the form is sent, and the worker removes it when it was
left alone for long.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from workflows.people.session_models import FormDraft
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_once

KEPT = timedelta(days=30)
"""How long a draft waits for its writer."""
MOST_CHARACTERS = 200_000
"""Of one draft, names and texts together."""
MOST_DRAFTS = 100
"""Of one person; the oldest make room."""

TOO_LONG = Sentence(
    "This is too much to keep while it is being typed; it can still be sent.",
    "内容过长，无法边填写边保存，但仍可提交。",
)

Fields = Sequence[tuple[str, str]]
"""The fields of a form and what stands in each, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed, and when it was last kept."""

    fields: Fields
    saved_at: datetime


def place_of_task(task_id: uuid.UUID) -> str:
    """The form of a step of a case."""
    return f"task {task_id}"


def place_of_start(process_id: str) -> str:
    """The form by which a procedure starts."""
    return f"start {process_id}"[:160]


def place_of_ask(ask_id: uuid.UUID) -> str:
    """The answer that a row asks of a person."""
    return f"ask {ask_id}"


DIARY_PLACE = "diary"
"""The form of a diary entry; one at a time."""


def is_too_long(fields: Fields) -> bool:
    """True for what is not kept while it is typed."""
    return sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS


def keep_draft(work: UnitOfWork, person_id: uuid.UUID, place: str, fields: Fields) -> datetime:
    """Keep what a person has typed so far, in place of what was kept before; the moment it is kept by."""
    values = {"fields": [list(field) for field in fields], "saved_at": work.now}
    if not insert_once(work, FormDraft, {"person_id": person_id, "place": place, **values}):
        work.session.execute(
            update(FormDraft).where(FormDraft.person_id == person_id, FormDraft.place == place).values(values)
        )
        return work.now
    of_person = select(FormDraft.id).where(FormDraft.person_id == person_id)
    newest = of_person.order_by(FormDraft.saved_at.desc(), FormDraft.id.desc())
    extra = work.session.scalars(newest.offset(MOST_DRAFTS)).all()
    if extra:
        work.session.execute(delete(FormDraft).where(FormDraft.id.in_(extra)))
    return work.now


def draft_of(work: UnitOfWork, person_id: uuid.UUID, place: str) -> Draft | None:
    """What this person typed into a form and has not sent, or None."""
    found = work.session.execute(
        select(FormDraft.fields, FormDraft.saved_at).where(FormDraft.person_id == person_id, FormDraft.place == place)
    ).one_or_none()
    return Draft([(name, value) for name, value in found.fields], found.saved_at) if found is not None else None


def drop_draft(work: UnitOfWork, person_id: uuid.UUID, place: str) -> None:
    """Forget it: the form was sent, or its writer does not want it any more."""
    work.session.execute(delete(FormDraft).where(FormDraft.person_id == person_id, FormDraft.place == place))


def forget_old_drafts(work: UnitOfWork) -> None:
    """Remove what nobody came back to."""
    work.session.execute(delete(FormDraft).where(FormDraft.saved_at < work.now - KEPT))
