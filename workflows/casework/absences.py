"""Absence (不在岗) and substitute (代理): enter it, decide on it, withdraw it; bpmn/rules.md 1.7.

Whoever is away enters it for their own posts, and it counts from its first day. What an administrator enters for somebody waits
for whoever decides (prepared.py): a substitute gains rights over files. What the substitute may then do, offered.py says.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework import duties
from workflows.casework.absence_texts import begun_texts, period, period_en, withdrawn_texts
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.holders import return_to_post
from workflows.casework.models import Notice, Task, TaskStatus
from workflows.casework.prepared import (
    close,
    decides,
    entered,
    may_prepare,
    require_waiting,
    tell_deciding,
    tell_preparer,
    withdraws,
)
from workflows.casework.reasons import proper_reason, whole_reason
from workflows.casework.words import NoticeKind
from workflows.people import Absence, AbsencePost, Actor, Person, Post, PostHolding, Unit, User
from workflows.people.posting import is_posted_to
from workflows.people.words import ChangeState, UnitKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import Store, UnitOfWork

INSIDE = (UnitKind.CITY, UnitKind.OFFICE)


@dataclass(frozen=True, slots=True)
class AbsenceWish:
    """Who is away from a day up to and including another, who stands in, in which posts (none named: all of them), and why."""

    person_id: uuid.UUID
    substitute_id: uuid.UUID | None
    from_on: date
    to_on: date
    posts: frozenset[tuple[str, uuid.UUID]]
    reason: str


def enter_absence(work: UnitOfWork, actor: Actor, wish: AbsenceWish) -> Absence:
    """Enter an absence: one's own counts at once, somebody else's once whoever decides has agreed.

    Raises NotAllowed where it is neither one's own nor one's post to enter it; NotFound; and InvalidRequest for a day that is over,
    a second absence of the same days, and a substitute who is away then, has no account, or does not belong to the post's unit.
    """
    is_own = wish.person_id == actor.person_id
    if not (is_own or may_prepare(actor)):
        raise NotAllowed("You may enter your own absence only.", "您只能登记本人的不在岗情况。")
    _lock(work, wish.person_id, wish.substitute_id)
    person = work.session.get(Person, wish.person_id)
    if person is None:
        raise NotFound("There is no such person.", "查无此人。")
    posts = _require_possible(work, wish)
    is_decided = is_own or (decides(actor) and actor.person_id != wish.substitute_id)
    given = entered(work, actor, wish.reason, is_decided=is_decided)
    row = Absence(
        person_id=person.id,
        substitute_id=wish.substitute_id,
        from_on=wish.from_on,
        to_on=wish.to_on,
        answer="",
        **given,
    )
    work.session.add(row)
    work.session.flush()
    for post_key, unit_id in sorted(posts, key=str):
        work.session.add(AbsencePost(absence_id=row.id, post_key=post_key, unit_id=unit_id))
    work.session.flush()
    if is_decided:
        _hold(work, actor, row)
        return row
    _record(work, HistoryKind.ABSENCE_PREPARED, actor, row)
    name, substitute = person.name, row.substitute.name
    tell_deciding(
        work,
        NoticeKind.ABSENCE,
        f"{name}{period(row)}不在岗、由{substitute}代理的登记待审定。",
        f"That {name} is away {period_en(row)} and {substitute} stands in is to be decided.",
    )
    return row


def decide_absence(work: UnitOfWork, actor: Actor, absence_id: uuid.UUID, *, agrees: bool, answer: str = "") -> Absence:
    """Agree to a prepared absence, or refuse it with a reason; whoever prepared it may take it back, with a reason too.

    It counts from the day of the decision at the earliest. Raises NotFound, NotAllowed for whoever prepared it or is to stand in,
    InvalidRequest where it is decided already, not possible any more, or the reason says too little.
    """
    row = _row(work, absence_id)
    is_taken_back = withdraws(actor, row, agrees=agrees)
    if not may_decide(actor, row) and not is_taken_back:
        raise NotAllowed(
            "Somebody else decides on this: not who entered it, nor who is to stand in.",
            "此项登记须由他人审定：登记人和拟任代理人均不得审定。",
        )
    require_waiting(row)
    if agrees:
        row.from_on = max(row.from_on, local_date(work.now))
        if row.to_on < row.from_on:
            _refuse(
                "This absence is over; refuse it, with that as the reason.", "该不在岗期间已过，请注明理由予以退回。"
            )
        posts = frozenset((each.post_key, each.unit_id) for each in row.posts)
        wish = AbsenceWish(row.person_id, row.substitute_id, row.from_on, row.to_on, posts, row.reason)
        _require_possible(work, wish, known=row.id)
    close(work, actor, row, agrees=agrees, answer=answer)
    who, who_en = f"{row.person.name}{period(row)}不在岗", f"{row.person.name}, away {period_en(row)}"
    if agrees:
        _hold(work, actor, row)
        tell_preparer(work, NoticeKind.ABSENCE, row, f"已同意登记：{who}。", f"Agreed: {who_en}.")
        return row
    _record(work, HistoryKind.ABSENCE_REFUSED, actor, row)
    if is_taken_back:
        tell_deciding(
            work,
            NoticeKind.ABSENCE,
            f"登记已撤回，无须审定：{who}。",
            f"Withdrawn; nothing is to be decided: {who_en}.",
        )
    else:
        refused = (f"未同意登记：{who}，理由：{row.answer}", f"Refused: {who_en}. Reason: {row.answer}")
        tell_preparer(work, NoticeKind.ABSENCE, row, *refused)
    return row


def withdraw_absence(work: UnitOfWork, actor: Actor, absence_id: uuid.UUID, reason: str = "") -> Absence:
    """End an absence before its last day, or before it begins: at once. What the substitute had taken goes back.

    For the person who is away, who need say no reason; for the substitute, who may lay it down; and for whoever administers or
    decides. Raises NotFound, NotAllowed, InvalidRequest where it is over, not decided, withdrawn already, or a reason is missing.
    """
    row = _row(work, absence_id)
    if not may_withdraw(actor, row):
        raise NotFound("There is no such absence.", "没有这项登记。")
    if row.state is not ChangeState.DECIDED or row.withdrawn_at is not None or row.to_on < local_date(work.now):
        _refuse("This absence does not count any more; nothing is to be withdrawn.", "该项登记已不再有效，无须撤销。")
    is_own = row.person_id == actor.person_id
    row.withdrawn_for = whole_reason(reason) if is_own else proper_reason(reason)
    row.withdrawn_at, row.withdrawn_by_id = work.now, actor.person_id
    work.session.flush()
    _record(work, HistoryKind.ABSENCE_WITHDRAWN, actor, row)
    _tell_each(work, row, withdrawn_texts(row, actor.name), leaving_out=actor.person_id)
    # Each case is locked alone, once this is over: two that were locked together might wait for one another.
    substitute_id, person_id = row.substitute_id, row.person_id
    work.after_end(lambda store: give_back(store, work.now, substitute_id, person_id))
    return row


def give_back(store: Store, now: datetime, substitute_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Give back what a substitute holds for somebody for whom they stand in no more; what fails, the worker gives back later."""
    with store.read() as reading:
        held = select(Task.id).where(
            Task.assignee_id == substitute_id,
            Task.substitute_for_id == person_id,
            Task.status == TaskStatus.OPEN,
        )
        ids = reading.session.scalars(held).all()
    for task_id in ids:
        with store.write(now) as work:
            return_to_post(work, task_id)


def may_decide(actor: Actor, row: Absence) -> bool:
    """Whether the actor decides on a prepared absence."""
    return decides(actor) and actor.person_id not in (row.prepared_by_id, row.substitute_id)


def may_withdraw(actor: Actor, row: Absence) -> bool:
    """Whether the actor may end an absence."""
    return actor.person_id in (row.person_id, row.substitute_id) or may_prepare(actor)


def _row(work: UnitOfWork, absence_id: uuid.UUID) -> Absence:
    row = work.session.get(Absence, absence_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such absence.", "没有这项登记。")
    return row


def _lock(work: UnitOfWork, *person_ids: uuid.UUID | None) -> None:
    """Two absences of one person, or of the two who are to stand in for each other, are entered one after the other."""
    ids = [each for each in person_ids if each is not None]
    work.session.scalars(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()).all()


def _require_possible(
    work: UnitOfWork, wish: AbsenceWish, *, known: uuid.UUID | None = None
) -> Collection[tuple[str, uuid.UUID]]:
    """The posts in which the substitute is to act. Raises InvalidRequest with the first thing that is not possible."""
    if wish.from_on < local_date(work.now):
        _refuse(
            "An absence begins today at the earliest: for days that are over nobody can stand in any more.",
            "不在岗不得早于今日开始：已过的日期不能再补登代理。",
        )
    if wish.to_on < wish.from_on:
        _refuse("The last day must not lie before the first.", "结束日期不得早于开始日期。")
    substitute = work.session.get(Person, wish.substitute_id) if wish.substitute_id is not None else None
    if substitute is None:
        _refuse("Choose who is to stand in.", "请选择代理人。")
    if substitute.id == wish.person_id:
        _refuse("Nobody stands in for themselves; choose somebody else.", "本人不得代理本人，请另选代理人。")
    if work.session.scalar(select(User.id).where(User.person_id == substitute.id, User.is_active)) is None:
        _refuse(
            f"{substitute.name} has no open account; choose somebody else.",
            f"{substitute.name}没有可用账号，请另选代理人。",
        )
    if _is_away(work, wish.person_id, wish, known):
        _refuse(
            "There is another absence in these days; withdraw that one, or choose other days.",
            "该时段已有不在岗登记，请先撤销原登记或另选日期。",
        )
    if _is_away(work, substitute.id, wish, known):
        _refuse(
            f"{substitute.name} is away in these days too; choose somebody else, or other days.",
            f"{substitute.name}在该时段也不在岗，请另选代理人或日期。",
        )
    held = _posts_held(work, wish)
    lent = [(post.key, unit.id) for post, unit in held if not post.administers]
    chosen = wish.posts or frozenset(lent or [(post.key, unit.id) for post, unit in held])
    by_key = {(post.key, unit.id): (post, unit) for post, unit in held}
    if not chosen or not chosen <= by_key.keys():
        _refuse(
            "Choose posts that the person holds in these days; there must be one at least.",
            "请选择该人员在此期间担任的岗位，至少一个。",
        )
    for key in sorted(chosen, key=str):
        _require_fit(work, substitute, *by_key[key])
    return chosen


def _is_away(work: UnitOfWork, person_id: uuid.UUID, wish: AbsenceWish, known: uuid.UUID | None) -> bool:
    overlapping = select(Absence.id).where(
        Absence.person_id == person_id,
        Absence.state.in_((ChangeState.PREPARED, ChangeState.DECIDED)),
        Absence.withdrawn_at.is_(None),
        Absence.from_on <= wish.to_on,
        Absence.to_on >= wish.from_on,
    )
    if known is not None:
        overlapping = overlapping.where(Absence.id != known)
    return work.session.scalar(overlapping.limit(1)) is not None


def _posts_held(work: UnitOfWork, wish: AbsenceWish) -> list[tuple[Post, Unit]]:
    """What the person holds on the first day."""
    rows = work.session.execute(
        select(Post, Unit)
        .select_from(PostHolding)
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(PostHolding.person_id == wish.person_id, PostHolding.holding_on(wish.from_on))
    )
    return [(row[0], row[1]) for row in rows]


def _require_fit(work: UnitOfWork, substitute: Person, post: Post, unit: Unit) -> None:
    """A unit acts through its own people, and the office through the office's: else who a case is about would decide in it."""
    if post.administers:
        # It is lent to nobody (people/actor.py): whoever looks after it meanwhile administers in their own right.
        if not _administers(work, substitute):
            _refuse(
                f"For “{post.name_en}” only somebody stands in who administers too: give the post to a second person first.",
                f"“{post.name}”岗位只能由同样任管理岗位的人员代理，请先安排另一人任该岗位。",
            )
        return
    if not post.roles and work.session.scalar(select(is_posted_to(substitute.id, unit.id))):
        _refuse(
            f"{substitute.name} is of the team in {unit.label('en')}, for which this post vouches; choose somebody else.",
            f"{substitute.name}系派驻{unit.name}的工作队人员，该岗位须对工作队到岗、考勤等情况作证，不能由其代理，请另选代理人。",
        )
    fits = unit.id in duties.standing_of(work, substitute.id).units
    if fits and unit.kind in INSIDE:
        fits = _is_of_office(work, substitute)
    if not fits:
        _refuse(
            f"{substitute.name} does not belong to {unit.label('en')}, or not to its office; choose somebody who does.",
            f"{substitute.name}不属于{unit.name}的工作人员，不能代理该岗位，请另选代理人。",
        )


def _administers(work: UnitOfWork, person: Person) -> bool:
    held = select(Post.key).join(PostHolding, PostHolding.post_key == Post.key)
    own = held.where(PostHolding.person_id == person.id, PostHolding.holding_on(local_date(work.now)), Post.administers)
    return work.session.scalar(own.limit(1)) is not None


def _is_of_office(work: UnitOfWork, person: Person) -> bool:
    on_roll = select(Unit.id).where(Unit.id == person.unit_id, Unit.kind.in_(INSIDE))
    by_post = (
        select(Unit.id)
        .join(PostHolding, PostHolding.unit_id == Unit.id)
        .where(
            PostHolding.person_id == person.id,
            PostHolding.holding_on(local_date(work.now)),
            Unit.kind.in_(INSIDE),
        )
    )
    return work.session.scalar(on_roll.union_all(by_post).limit(1)) is not None


def _hold(work: UnitOfWork, actor: Actor, row: Absence) -> None:
    """Let it count, tell the history and both of the two; what begins today is told of as begun."""
    if row.from_on <= local_date(work.now):
        row.begun_told_at = work.now
    _record(work, HistoryKind.ABSENCE_DECIDED, actor, row)
    work.session.refresh(row, ["posts"])
    _tell_each(work, row, begun_texts(row), leaving_out=actor.person_id)


def _tell_each(
    work: UnitOfWork, row: Absence, texts: tuple[Sentence, Sentence], *, leaving_out: uuid.UUID | None = None
) -> None:
    """Tell the person who is away, and the substitute."""
    for person_id, text in zip((row.person_id, row.substitute_id), texts, strict=True):
        if person_id != leaving_out:
            tell(work, person_id, text)


def tell(work: UnitOfWork, person_id: uuid.UUID, text: Sentence) -> None:
    """One notice about an absence."""
    work.session.add(
        Notice(kind=NoticeKind.ABSENCE, person_id=person_id, text=text.zh, text_en=text.en, created_at=work.now)
    )


def _record(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: Absence) -> None:
    data = {"absence": str(row.id), "person_id": str(row.person_id), "substitute_id": str(row.substitute_id)}
    record(work, None, kind, data, actor_id=actor.person_id)


def _refuse(english: str, chinese: str) -> NoReturn:
    raise InvalidRequest(english, chinese)
