"""Who must not act although their post would let them: separation of duties, recusal, unit conflicts, relations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select

from workflows.casework.candidates import person_id_of, unit_id_of
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.models import Decision, Task, TaskStatus
from workflows.people import Actor, Holding, Person, Relation, Unit
from workflows.procedure.model import Element
from workflows.store import UnitOfWork


class Candidate(NamedTuple):
    """A post, in one unit or in any, or a person: who may take a task."""

    post_key: str | None
    unit_id: uuid.UUID | None
    person_id: uuid.UUID | None


def acting_holding(candidates: Sequence[Candidate], actor: Actor, task: Task) -> tuple[bool, Holding | None]:
    """Whether the actor is a candidate, and in which post: the step's own post goes before any other that the actor holds."""
    own = actor.holds(task.post_key, task.unit_id) if task.post_key else None
    offered = [
        actor.holds(candidate.post_key, candidate.unit_id) for candidate in candidates if candidate.post_key is not None
    ]
    by_post = [holding for holding in offered if holding is not None]
    if by_post:
        return True, own if own in by_post else by_post[0]
    if any(candidate.person_id == actor.person_id for candidate in candidates):
        return True, own or (actor.holdings[0] if actor.holdings else None)
    return False, None


def check_duties(work: UnitOfWork, task: Task, element: Element, actor: Actor, recused: object) -> None:
    """Separation of duties and recusal (domain section 2, C1-C10). Raises NotAllowed with the reason.

    `separate_from` names elements whose completer, or present holder, in this case must be somebody else; `recused` is what the
    `recuse` expression gave: a list of `unit:CODE` (that unit's subtree) and `person:ID` (that person and declared relations).
    Raises InvalidRequest for anything else: a rule that recuses nobody by mistake must not let everybody act.
    """
    names = [name.strip() for name in (element.property("separate_from") or "").split(",") if name.strip()]
    if names:
        _check_separation(work, task, names, actor)
    for entry in recused if isinstance(recused, list) else [recused]:
        if isinstance(entry, str) and entry.startswith("unit:"):
            _check_unit(work, entry[5:], actor)
        elif isinstance(entry, str) and entry.startswith("person:"):
            _check_person(work, person_id_of(work, entry), actor)
        else:
            raise InvalidRequest(
                f"The recusal of {element.id} must list unit:CODE and person:ID; it gave {entry!r}.",
                f"{element.id} 的回避设置应列出 unit:代码 或 person:编号，实际得到 {entry!r}。",
            )


def _check_separation(work: UnitOfWork, task: Task, names: list[str], actor: Actor) -> None:
    done = exists().where(
        Decision.case_id == task.case_id, Decision.element_id.in_(names), Decision.person_id == actor.person_id
    )
    held = exists().where(
        Task.case_id == task.case_id,
        Task.element_id.in_(names),
        Task.status == TaskStatus.OPEN.value,
        Task.assignee_id == actor.person_id,
        Task.id != task.id,
    )
    if work.session.scalar(select(or_(done, held))):
        raise NotAllowed(
            f"You took part in an earlier step of this case, so “{task.label('en')}” must be done by somebody else.",
            f"您已参与本案的其他环节，“{task.name}”须由他人办理。",
        )


def _check_unit(work: UnitOfWork, code: str, actor: Actor) -> None:
    path = work.session.scalar(select(Unit.path).where(Unit.id == unit_id_of(work, code)))
    # Somebody lent to the office stays on the roll of the unit, whatever post they hold now.
    on_roll = select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == actor.person_id)
    roll = work.session.scalar(on_roll)
    if path is not None and (actor.is_under(path) or (roll is not None and roll.startswith(path))):
        raise NotAllowed(
            "You belong to the unit this case is about, so you must not act on this step.",
            "您属于本案所涉单位，应当回避，不能办理此步骤。",
        )


def _check_person(work: UnitOfWork, person_id: uuid.UUID, actor: Actor) -> None:
    me = actor.person_id
    related = exists().where(
        or_(
            and_(Relation.person_id == me, Relation.other_id == person_id),
            and_(Relation.person_id == person_id, Relation.other_id == me),
        )
    )
    if person_id == me or work.session.scalar(select(related)):
        raise NotAllowed(
            "You, or a relative of yours, are concerned by this case, so you must not act on this step.",
            "本案涉及您本人或您的亲属，应当回避，不能办理此步骤。",
        )
