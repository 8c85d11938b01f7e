"""From the texts of a diagram to who may act: candidate groups `post@UNIT`, users, and the lane's own post."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest, NobodyToAct, WrongValue
from workflows.casework.expressions import names_of, text_of
from workflows.engine import CaseEngine, Token
from workflows.people import Person, Unit, User
from workflows.people.posts import is_post
from workflows.people.words import PostKey
from workflows.procedure.lists import names_of as literal_names
from workflows.procedure.model import Lane, Procedure
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, held

NAME_LIMIT = 120
UNIT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may claim a task: (post, unit or None for any unit) pairs, persons, and the person it is given to, if any."""

    groups: tuple[tuple[str, uuid.UUID | None], ...]
    persons: tuple[uuid.UUID, ...]
    assignee: uuid.UUID | None


def is_unit(work: UnitOfWork, code: str) -> bool:
    """True where a unit has this code."""
    return _unit_id(work, code) is not None


def _unit_id(work: UnitOfWork, code: str) -> uuid.UUID | None:
    return held(work, ("unit", code), lambda: work.session.scalar(select(Unit.id).where(Unit.code == code)))


def unit_id_of(work: UnitOfWork, code: str) -> uuid.UUID:
    """The id of a unit by its code. Raises InvalidRequest for an unknown code."""
    found = _unit_id(work, code)
    if found is None:
        raise InvalidRequest(f"There is no unit with the code {code}.", f"没有代码为 {code} 的单位。")
    return found


def parse_group(work: UnitOfWork, text: str) -> tuple[str, uuid.UUID | None]:
    """Split `post` or `post@UNIT`; None stands for the post in any unit.

    Raises InvalidRequest for an unknown post, and for an unknown or empty unit.
    """
    post, at, code = text.strip().partition("@")
    if not is_post(work, post):
        raise InvalidRequest(
            f"There is no post {post}; correct the name or add the post.",
            f"没有岗位 {post}；请更正名称或先添加该岗位。",
        )
    # A unit left empty by its expression must not become any unit.
    return post, unit_id_of(work, code) if at else None


def person_id_of(work: UnitOfWork, name: str) -> uuid.UUID:
    """The person behind `person:ID` or a user name. Raises InvalidRequest where there is none."""
    if name.startswith("person:"):
        try:
            person_id = uuid.UUID(name[7:])
            person = select(Person.id).where(Person.id == person_id)
            found = held(work, ("person", person_id), lambda: work.session.scalar(person))
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


def lane_of(procedure: Procedure, lane_id: str | None) -> Lane | None:
    """The lane with this id, or None."""
    return next((lane for lane in procedure.lanes if lane.id == lane_id), None)


def candidates_of(work: UnitOfWork, procedure: Procedure, run: CaseEngine, token: Token) -> Candidates:
    """Evaluate the assignment of a task in its own scope; without one, the post of its lane in the lane's unit.

    Raises NobodyToAct for unknown units or people, and where nobody at all is named.
    """
    try:
        return _candidates_of(work, procedure, run, token)
    except WrongValue as wrong:
        written = token.element.assignment
        texts = (written.assignee, written.candidate_users, written.candidate_groups)
        raise NobodyToAct(wrong.element_id, *wrong.sentence, expression="; ".join(filter(None, texts))) from wrong


def _candidates_of(work: UnitOfWork, procedure: Procedure, run: CaseEngine, token: Token) -> Candidates:
    element = token.element
    written = element.assignment

    def names(text: str | None, what: str) -> list[str]:
        """The names that a text gives: literal ones separated by commas, or a list in FEEL."""
        if not text:
            return []
        if not text.strip().startswith("="):
            return list(literal_names(text))
        with _saying_why(run, token, text):
            return names_of(run.evaluate(token.id, text), at=element.id, what=what)

    assignee = _assignee(work, run, token)
    with at_element(element.id):
        persons = tuple(person_id_of(work, name) for name in names(written.candidate_users, "candidateUsers"))
        groups = [parse_group(work, group) for group in names(written.candidate_groups, "candidateGroups")]
    if not groups and not persons and assignee is None:
        if written.candidate_groups or written.candidate_users or written.assignee:
            raise WrongValue(
                element.id,
                f"The assignment of {element.id} names nobody.",
                f"任务 {element.id} 的办理人设置没有得出任何人。",
            )
        lane = lane_of(procedure, element.lane)
        if lane is None:
            # Drawn for nobody (the check warns of it): it waits with the administrator instead of stopping the case.
            return Candidates(((PostKey.ADMINISTRATOR, None),), (), None)
        code = run.evaluate(token.id, lane.unit) if lane.unit else None
        if lane.unit and not code:
            raise WrongValue(
                element.id,
                *_because(
                    f"The unit of lane {lane.id} is empty: {lane.unit} gave nothing.",
                    f"泳道 {lane.id} 的单位为空：{lane.unit}。",
                    run.diagnosis(token.id, lane.unit),
                ),
            )
        with at_element(element.id):
            unit = text_of(code, at=element.id, what=f"unit of lane {lane.id}", limit=UNIT_LIMIT) if code else None
            groups = [(lane.post, unit_id_of(work, unit) if unit else None)]
    return Candidates(tuple(groups), persons, assignee)


def _assignee(work: UnitOfWork, run: CaseEngine, token: Token) -> uuid.UUID | None:
    """The one person that the assignee names. Raises WrongValue for null too, beside groups as without them: as Camunda 8 has it,
    an assignee is a text, and a task for groups alone is written without one."""
    written = token.element.assignment.assignee
    if not written:
        return None
    value = run.evaluate(token.id, written)
    with at_element(token.element.id), _saying_why(run, token, written):
        return person_id_of(work, text_of(value, at=token.element.id, what="assignee", limit=NAME_LIMIT).strip())


@contextmanager
def _saying_why(run: CaseEngine, token: Token, text: str) -> Iterator[None]:
    """A value that is not as it should be is told with the first thing in its expression that could not be worked out."""
    try:
        yield
    except WrongValue as wrong:
        reason = run.diagnosis(token.id, text)
        if reason is None:
            raise
        raise WrongValue(token.element.id, *_because(*wrong.sentence, reason)) from wrong


def _because(english: str, chinese: str, reason: Sentence | None) -> tuple[str, str]:
    return (english, chinese) if reason is None else (f"{english} {reason.en}", f"{chinese}{reason.zh}")


@contextmanager
def at_element(element_id: str) -> Iterator[None]:
    """Whatever a name inside is refused for, the element that gives it is told."""
    try:
        yield
    except WrongValue:
        raise
    except InvalidRequest as error:
        raise WrongValue(element_id, *error.sentence) from error
