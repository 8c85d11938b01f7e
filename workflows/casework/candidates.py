"""From the texts of a diagram to who may act: candidate groups `post@UNIT`, users, and the lane's own post."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.engine import Run, Token
from workflows.people import Person, Unit, User
from workflows.procedure.model import Lane, Procedure
from workflows.store import UnitOfWork

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may claim a task: (post, unit or None for any unit) pairs, persons, and the person it is given to, if any."""

    groups: tuple[tuple[str, uuid.UUID | None], ...]
    persons: tuple[uuid.UUID, ...]
    assignee: uuid.UUID | None


def unit_id_of(work: UnitOfWork, code: str) -> uuid.UUID:
    """The id of a unit by its code. Raises InvalidRequest for an unknown code."""
    found = work.session.scalar(select(Unit.id).where(Unit.code == code))
    if found is None:
        raise InvalidRequest(f"There is no unit with the code {code}.", f"没有代码为 {code} 的单位。")
    return found


def parse_group(work: UnitOfWork, text: str) -> tuple[str, uuid.UUID | None]:
    """Split `post` or `post@UNIT`; None stands for the post in any unit. Raises InvalidRequest for an unknown unit."""
    post, _, code = text.strip().partition("@")
    return post, unit_id_of(work, code) if code else None


def person_id_of(work: UnitOfWork, name: str) -> uuid.UUID:
    """The person behind `person:ID` or a user name. Raises InvalidRequest where there is none."""
    if name.startswith("person:"):
        try:
            found = work.session.scalar(select(Person.id).where(Person.id == uuid.UUID(name[7:])))
        except ValueError:
            found = None
    else:
        found = work.session.scalar(select(User.person_id).where(User.username == name))
    if found is None:
        raise InvalidRequest(f"Nobody is known as {name}.", f"查无此人：{name}。")
    return found


def is_known(work: UnitOfWork, name: str) -> bool:
    """Whether somebody is known by `person:ID` or a user name."""
    try:
        person_id_of(work, name)
    except InvalidRequest:
        return False
    return True


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [item for item in value if item]
    raise InvalidRequest(
        f"An assignment must name posts or people, not {value!r}.", f"办理人设置应为岗位或人员，不能是 {value!r}。"
    )


def lane_of(procedure: Procedure, lane_id: str | None) -> Lane | None:
    """The lane with this id, or None."""
    return next((lane for lane in procedure.lanes if lane.id == lane_id), None)


def candidates_of(work: UnitOfWork, procedure: Procedure, run: Run, token: Token) -> Candidates:
    """Evaluate the assignment of a task in its own scope; without one, the post of its lane in the lane's unit.

    Raises InvalidRequest for unknown units or people, and where nobody at all is named.
    """
    element = token.element
    written = element.assignment

    def evaluated(text: str | None) -> list[str]:
        return _names(run.evaluate(token.id, text)) if text else []

    assignees = evaluated(written.assignee)
    assignee = person_id_of(work, assignees[0]) if assignees else None
    persons = tuple(person_id_of(work, name) for name in evaluated(written.candidate_users))
    groups = [parse_group(work, group) for group in evaluated(written.candidate_groups)]
    if not groups and not persons and assignee is None:
        lane = lane_of(procedure, element.lane)
        if lane is None:
            # Drawn for nobody (the check warns of it): it waits with the administrator instead of stopping the case.
            return Candidates(((ADMINISTRATOR, None),), (), None)
        code = run.evaluate(token.id, lane.unit) if lane.unit else None
        if lane.unit and not code:
            raise InvalidRequest(
                f"The unit of lane {lane.id} is empty: {lane.unit} gave nothing.",
                f"泳道 {lane.id} 的单位为空：{lane.unit}。",
            )
        groups = [(lane.post, unit_id_of(work, str(code)) if code else None)]
    return Candidates(tuple(groups), persons, assignee)
