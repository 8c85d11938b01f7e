"""Which cases somebody may know of, and by which title: conditions over case_reader, for lists, search and counts (design 6a)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)

from workflows.casework import duties
from workflows.casework.errors import NotAllowed
from workflows.casework.keys import Key, beyond, merged
from workflows.casework.models import Case, CaseReader, CaseTitle, Ground, Task, TaskCandidate, TaskStatus
from workflows.casework.offered import not_began
from workflows.casework.readers import SEES_CLOCKS, person_key, post_key, unit_key
from workflows.casework.title_search import any_file_open, any_text_holds, holds, with_titles
from workflows.casework.titles import as_title, both
from workflows.people import Actor, Holding, StandIn
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

# What recusal takes away (6a, rule 6): what the post gave. Own words, letters and what the own unit owes stay.
LOST_BY_RECUSAL = (Ground.READS.value, Ground.DOES.value)


def require_post(actor: Actor, *post_keys: str) -> Holding:
    """The first of these posts that the actor holds. Raises NotAllowed where there is none."""
    for key in post_keys:
        holding = actor.holds(key)
        if holding is not None:
            return holding
    raise NotAllowed("Your post does not allow this.", "您的岗位无权进行此操作。")


def candidate_condition(actor: Actor) -> ColumnElement[bool]:
    """SQL: the TaskCandidate row names the actor or one of the posts the actor holds themselves."""
    options: list[ColumnElement[bool]] = [TaskCandidate.person_id == actor.person_id]
    options += [_is_named(holding.post_key, holding.unit_id) for holding in actor.own]
    return or_(*options)


def passed_on_by(absent: StandIn) -> ColumnElement[bool]:
    """SQL: the TaskCandidate row, of the Task, passes it on to the actor, who stands in for this person (offered.acting_ways)."""
    lies_with_post = or_(
        *(and_(Task.post_key == post, or_(Task.unit_id.is_(None), Task.unit_id == unit)) for post, unit in absent.posts)
    )
    by_name = and_(TaskCandidate.person_id == absent.person_id, lies_with_post, not_began(absent.person_id))
    return or_(by_name, *(_is_named(post, unit) for post, unit in absent.posts))


def _is_named(post: str, unit_id: uuid.UUID) -> ColumnElement[bool]:
    in_unit = or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == unit_id)
    return and_(TaskCandidate.post_key == post, in_unit)


def keys_of(actor: Actor) -> list[str]:
    """The readers of case_reader that the actor is: by person, by post in any unit and in the own one, by unit."""
    return sorted({person_key(actor.person_id)} | _keys_of(actor.holdings))


def _keys_of(holdings: Iterable[Holding]) -> set[str]:
    keys = set()
    for holding in holdings:
        keys.add(unit_key(holding.unit_id))
        # A post that opens less than before opens nothing until every case's rows say so: a closing acts at once.
        if not holding.is_closing:
            keys |= {post_key(holding.post_key), post_key(holding.post_key, holding.unit_id)}
    return keys


def keys_in_own_right(actor: Actor) -> set[str]:
    """The same without those that the actor is in the place of somebody absent."""
    return {person_key(actor.person_id)} | _keys_of(actor.own)


def openings(actor: Actor) -> list[tuple[list[str], ColumnElement[bool]]]:
    """By which readers a CaseReader row opens its case to the actor, and the condition under which those do.

    In their own right, and for each person for whom they stand in: what that person lost by recusal or relation, or the actor did,
    the actor does not read in their place. What is by name opens only where a task is passed on.
    """
    found = [(sorted(keys_in_own_right(actor)), not_recused(actor))]
    for absent in actor.stand_ins:
        kept = and_(not_recused(actor), not_recused_with(absent.person_id, absent.close))
        lent = _keys_of(each for each in actor.holdings if each.for_id == absent.person_id)
        waits = (
            exists()
            .where(
                Task.case_id == CaseReader.case_id,
                Task.status == TaskStatus.OPEN.value,
                TaskCandidate.task_id == Task.id,
                TaskCandidate.person_id == absent.person_id,
                passed_on_by(absent),
            )
            .correlate(CaseReader)
        )
        found += [
            (sorted(lent), kept),
            ([person_key(absent.person_id)], and_(CaseReader.ground == Ground.DOES.value, waits, kept)),
        ]
    return found


def opens(actor: Actor) -> ColumnElement[bool]:
    """SQL: the CaseReader row opens its case to the actor; whoever is recused has lost what their post gave."""
    return or_(*(and_(CaseReader.reader.in_(readers), kept) for readers, kept in openings(actor)))


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor may know of the Case row."""
    return exists().where(CaseReader.case_id == Case.id, opens(actor))


def may_know(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> bool:
    """True where the actor may know that the case exists, if only because a task of their post lies in it that they must not do.

    Whoever is recused is told so when they try to act; what they may read of the case, `visible_cases` says.
    """
    return work.session.scalar(select(Case.id).where(Case.id == case_id, knows(actor))) is not None


def knows(actor: Actor) -> ColumnElement[bool]:
    """SQL: the same as `may_know` about the Case row."""
    return exists().where(CaseReader.case_id == Case.id, names(actor))


def names(actor: Actor) -> ColumnElement[bool]:
    """SQL: the CaseReader row is one of the actor's, whether or not a recusal has closed what it opens."""
    named = CaseReader.reader.in_(keys_of(actor))
    return or_(named, opens(actor)) if actor.stand_ins else named


def not_recused(actor: Actor) -> ColumnElement[bool]:
    """SQL: recusal, or a relation, has not taken from the actor what the CaseReader row opens."""
    return not_recused_with(actor.person_id, actor.close)


def not_recused_with(person_id: Any, close: Any) -> ColumnElement[bool]:
    """SQL: the same for a person and those close to them, which may be bound when the statement runs."""
    return or_(
        CaseReader.ground.not_in(LOST_BY_RECUSAL),
        not_(duties.stands_aside_with(person_id, close, CaseReader.case_id, CaseReader.process_id)),
    )


def sees_clocks(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor may see the clocks of the Case row (rules 2, 3 and 8, and who watches them)."""
    return exists().where(CaseReader.case_id == Case.id, CaseReader.ground.in_(SEES_CLOCKS), opens(actor))


def cases_by(
    actor: Actor,
    place: Any,
    *conditions: ColumnElement[bool],
    limit: int,
    after: Key | None = None,
    is_falling: bool = False,
) -> Select[Any, Any]:
    """SELECT (place, case) of the cases that the actor may know of, by `CaseReader.started` or `.due`, one page of them.

    `conditions` are about the CaseReader row.
    """
    wanted = (*conditions, *beyond(place, CaseReader.case_id, after, is_falling=is_falling))
    return cases_with(openings(actor), place, *wanted, limit=limit, is_falling=is_falling)


def cases_with(
    opened: Sequence[tuple[Sequence[Any], ColumnElement[bool]]],
    place: Any,
    *conditions: ColumnElement[bool],
    limit: int,
    is_falling: bool = False,
) -> Select[Any, Any]:
    """The same for `openings`, whose readers may be bound when the statement runs: each of them has a range of one index."""
    row_id = CaseReader.case_id
    order = (place.desc(), row_id.desc()) if is_falling else (place, row_id)
    arms = [
        select(place, row_id)
        .where(CaseReader.reader == reader, kept, *conditions)
        .distinct()
        .order_by(*order)
        .limit(limit)
        for readers, kept in opened
        for reader in readers
    ]
    return merged(arms, limit, is_falling=is_falling)


def reads(actor: Actor, case_id: Any, process_id: Any) -> ColumnElement[bool]:
    """SQL: the actor reads the whole file of this process in this case (rule 2), and so its full title."""
    ways = (is_read for _, is_read in ways_of_reading(actor, case_id, process_id))
    return and_(or_(*ways), not_(duties.stands_aside(actor, case_id, process_id)))


def ways_of_reading(
    actor: Actor, case_id: Any, process_id: Any
) -> Iterator[tuple[StandIn | None, ColumnElement[bool]]]:
    """SQL: by what an actor who does not stand aside reads it: their own right, or that of an absent who does not either."""
    yield None, _reads_by(keys_in_own_right(actor), case_id, process_id)
    for absent in actor.stand_ins:
        lent = _keys_of(each for each in actor.holdings if each.for_id == absent.person_id)
        stays = not_(duties.stands_aside_with(absent.person_id, absent.close, case_id, process_id))
        yield absent, and_(_reads_by(lent, case_id, process_id), stays)


def _reads_by(keys: Iterable[str], case_id: Any, process_id: Any) -> ColumnElement[bool]:
    # No EXISTS: without statistics PostgreSQL would read all that is open to the person to look up the cases of a page.
    found = select(literal(1)).where(
        CaseReader.case_id == case_id,
        CaseReader.process_id == process_id,
        CaseReader.reader.in_(sorted(keys)),
        CaseReader.ground == Ground.READS.value,
    )
    return found.correlate_except(CaseReader).limit(1).scalar_subquery().is_not(None)


def reads_file(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> bool:
    """Whether the actor reads the file of this case's own process: not who stands aside from it, nor a stand-in of theirs."""
    asked = select(Case.id).where(Case.id == case_id, reads(actor, Case.id, Case.process_id))
    return work.session.scalar(asked) is not None


def title_of_case(actor: Actor) -> ColumnElement[Sentence]:
    """SQL: the title by which the actor knows the Case: the full one for readers of its process, or of one that it called."""
    called = (
        select(func.max(both(CaseTitle.title, CaseTitle.title_en)))
        .where(CaseTitle.case_id == Case.id, reads(actor, CaseTitle.case_id, CaseTitle.process_id))
        .scalar_subquery()
    )
    own = both(Case.title, Case.title_en)
    return as_title(
        case((reads(actor, Case.id, Case.process_id), own), else_=func.coalesce(called, plain_title(actor)))
    )


def is_outside(actor: Actor) -> bool:
    """True for who holds no post of an office that handles cases: the subject, their unit, counties, villages (6a, rule 9)."""
    return not any(holding.is_inside for holding in actor.holdings)


def plain_title(actor: Actor) -> Any:
    """SQL: the title of the Case, in both languages, for whoever may know of it and no more.

    Outside the offices, and for who stands aside from it, that is the one without the number under which it was begun.
    """
    if is_outside(actor):
        return _outside()
    return case((duties.stands_aside(actor, Case.id), _outside()), else_=both(Case.title_public, Case.title_public_en))


def _outside() -> Any:
    return both(Case.title_outside, Case.title_outside_en)


def title_of_task(actor: Actor, *, is_doer: bool = True) -> ColumnElement[Sentence]:
    """SQL: the title over a Task of a Case for whoever may do it: of the process in which it is drawn (rules 9 and 10).

    Full for readers, and for its doer where the task shows something of the file. Joins neither: the statement must hold both.
    """
    own = (
        select(both(CaseTitle.title, CaseTitle.title_en))
        .where(CaseTitle.case_id == Task.case_id, CaseTitle.process_id == Task.process_id)
        .scalar_subquery()
    )
    public = (
        select(both(CaseTitle.title_public, CaseTitle.title_public_en))
        .where(CaseTitle.case_id == Task.case_id, CaseTitle.process_id == Task.process_id)
        .scalar_subquery()
    )
    is_own, plain = Task.process_id == Case.process_id, plain_title(actor)
    sees = is_informed(actor) if is_doer else reads(actor, Task.case_id, Task.process_id)
    return as_title(
        case(
            (and_(sees, is_own), both(Case.title, Case.title_en)),
            (sees, func.coalesce(own, plain)),
            (is_own, plain),
            else_=func.coalesce(public, plain),
        )
    )


def title_matches(actor: Actor, words: str) -> ColumnElement[bool]:
    """SQL: a title that the actor may read holds the words; the full one counts only for its readers, so no count betrays it."""
    called: ColumnElement[bool] = exists().where(
        CaseTitle.case_id == Case.id,
        holds(words, both(CaseTitle.title, CaseTitle.title_en)),
        reads(actor, CaseTitle.case_id, CaseTitle.process_id),
    )
    if is_outside(actor):
        # They read hardly any file: to ask whether they do takes less than to look through the titles of all that was called.
        called = case((any_file_open(keys_of(actor)), called), else_=False)
    return or_(
        holds(words, plain_title(actor)),
        and_(holds(words, both(Case.title, Case.title_en)), reads(actor, Case.id, Case.process_id)),
        called,
    )


def is_reader(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor reads the file of the Case's own process; lists show unit and number only then."""
    return reads(actor, Case.id, Case.process_id)


def is_informed(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor, who may do the Task or did it, reads the full title over it."""
    return or_(_shows_to_doer(actor), reads(actor, Task.case_id, Task.process_id))


def _shows_to_doer(actor: Actor) -> ColumnElement[bool]:
    """SQL: the Task is open and shows its doer something of the file; once it has ended only own words are left."""
    return and_(
        Task.shows_file,
        Task.status == TaskStatus.OPEN.value,
        not_(duties.stands_aside(actor, Task.case_id, Task.process_id)),
    )


def tasks_with(
    actor: Actor, rows: Select[Any, Any], task_id: Any, words: str, *conditions: ColumnElement[bool]
) -> Select[Any, Any]:
    """Those of the rows, each with the id of a task, whose step or whose title, as the actor may read it, holds the words.

    `conditions` are about the Task. Nothing but the words is asked of a row in whose texts they do not stand.
    """
    step = or_(holds(words, Task.name), holds(words, Task.name_en))
    has = and_(or_(step, holds(words, type_coerce(title_of_task(actor), String()))), *conditions)
    return with_titles(rows, task_id).where(case((any_text_holds(words), has), else_=False))
