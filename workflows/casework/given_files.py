"""Files in answers: the room above that keeps them registers how they are found and made part of a case; no page asks it past here.

An answer of a `filepicker` is a list of contexts `{id, name, type, size}`; people send the ids of what they uploaded before.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from workflows.casework.models import Decision
from workflows.people import Actor
from workflows.procedure.form_model import FILE_PICKER, Form
from workflows.store import UnitOfWork

GivenFile = Mapping[str, Any]
"""A file as an answer holds it: `id`, `name`, `type`, `size` in bytes."""
Find = Callable[[UnitOfWork, Actor, Collection[uuid.UUID], uuid.UUID | None], Mapping[str, GivenFile]]
"""The files with these ids that the actor may give in an answer of this case, by id as text."""
Attach = Callable[[UnitOfWork, Decision, Mapping[str, list[uuid.UUID]]], None]
"""Make files part of the case of a decision, by the question that they answer."""

_rooms: list[tuple[Find, Attach]] = []


def register_files(find: Find, attach: Attach) -> None:
    """Make known how files are found and attached."""
    _rooms.append((find, attach))


def sent_ids(form: Form, answers: Mapping[str, Any]) -> set[uuid.UUID]:
    """The ids of files in answers as they were sent."""
    return {found for key in _keys(form) for raw in _list(answers.get(key)) if (found := _id(raw)) is not None}


def files_given(
    work: UnitOfWork, actor: Actor, form: Form, answers: Mapping[str, Any], case_id: uuid.UUID | None
) -> Mapping[str, GivenFile]:
    """The files that answers name and that the actor may give: uploaded by them, or given by them in this case before."""
    ids = sent_ids(form, answers)
    return {key: each for find, _ in _rooms for key, each in find(work, actor, ids, case_id).items()} if ids else {}


def with_files(form: Form, answers: Mapping[str, Any], known: Mapping[str, GivenFile]) -> dict[str, Any]:
    """The answers with each known file, once, in place of its id; an empty text, which is refused, in place of any other."""
    found = dict(answers)
    for key in _keys(form):
        if key in found:
            ids = dict.fromkeys(str(_id(raw)) for raw in _list(found[key]))
            found[key] = [known.get(each, "") for each in ids]
    return found


def attach_files(work: UnitOfWork, decision: Decision, form: Form | None, answers: Mapping[str, Any]) -> None:
    """Make the files of a decision's answers part of its case."""
    given = {key: [uuid.UUID(each["id"]) for each in answers.get(key) or ()] for key in _keys(form)} if form else {}
    if any(given.values()):
        for _, attach in _rooms:
            attach(work, decision, given)


def _keys(form: Form) -> Iterator[str]:
    return (field.key for field in form.inputs if field.type == FILE_PICKER)


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [] if raw in (None, "") else [raw]


def _id(raw: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(raw.get("id") if isinstance(raw, Mapping) else raw))
    except ValueError:
        return None
