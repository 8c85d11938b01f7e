"""Change what a unit stands under from a day on: its place in the tree, who manages its cadres, whose party body answers for it.

Whoever administers prepares it, somebody else decides (prepared.py). A case that runs keeps what held on the day of its start, so
once there are cases a change holds from tomorrow at the earliest: no day that is over, and not the one that runs, is rewritten.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from workflows.calendar.zone import local_date
from workflows.casework.errors import NotAllowed, NotFound
from workflows.casework.notices import place_of
from workflows.casework.prepared import (
    close,
    decides,
    entered,
    may_prepare,
    require_waiting,
    tell_deciding,
    tell_office,
    tell_posts,
    tell_preparer,
    withdraws,
)
from workflows.casework.unit_rules import refuse, require_possible, stands_under
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor, PostHolding, Unit
from workflows.people.unit_models import UnitChange, UnitTie
from workflows.people.unit_tree import Span, move_due
from workflows.people.words import ChangeState, TieKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork
from workflows.store.held import ReferenceVersion

SAID = {
    TieKind.PARENT: Sentence("the unit above it", "上级单位"),
    TieKind.CADRE: Sentence("the superior by cadre authority", "按干部管理权限的上级"),
    TieKind.PARTY: Sentence("the party committee or group that answers for it", "负责该单位的党委（党组）"),
}


@dataclass(frozen=True, slots=True)
class UnitWish:
    """What a unit is to stand under from a day on, by the code of that unit, and why; an empty code ends the relation."""

    unit_id: uuid.UUID
    kind: TieKind
    above: str
    from_on: date
    reason: str


def ask_for(work: UnitOfWork, actor: Actor, wish: UnitWish) -> UnitChange:
    """Enter a change: it is decided at once where the actor decides and holds no post in the unit, else it waits for who does.

    Raises NotAllowed, NotFound, and InvalidRequest for what is not possible, already so, or waits already.
    """
    if not may_prepare(actor):
        raise NotAllowed("Your post may not change units.", "您的岗位不能变更单位关系。")
    _lock(work)
    unit, above = look_at(work, wish)
    is_decided = decides(actor) and not _is_of(actor, unit)
    row = UnitChange(
        unit_id=unit.id,
        kind=wish.kind,
        above_id=above.id if above else None,
        from_on=wish.from_on,
        **entered(work, actor, wish.reason, is_decided=is_decided),
    )
    work.session.add(row)
    work.session.flush()
    if is_decided:
        _apply(work, actor, row)
    else:
        _tell(work, HistoryKind.UNIT_PREPARED, actor, row)
        tell_deciding(
            work,
            NoticeKind.UNIT,
            f"单位“{unit.name}”{SAID[row.kind].zh}的变更待审定。",
            f"A change of “{unit.label('en')}”, {SAID[row.kind].en}, is to be decided.",
            leads_to=_place(row),
        )
    return row


def look_at(work: UnitOfWork, wish: UnitWish) -> tuple[Unit, Unit | None]:
    """The unit and what it is to stand under, without entering anything.

    Raises NotFound, and WrongField for what is not possible, already so, or waits already.
    """
    unit = work.session.get(Unit, wish.unit_id)
    if unit is None:
        raise NotFound("There is no such unit.", "没有这个单位。")
    above = _above(work, wish)
    require_possible(work, unit, wish.kind, above, wish.from_on)
    waiting = select(UnitChange.id).where(
        UnitChange.unit_id == unit.id, UnitChange.kind == wish.kind, UnitChange.state == ChangeState.PREPARED
    )
    if work.session.scalar(waiting) is not None:
        refuse(
            "kind",
            "Another change of this kind waits to be decided for this unit; have that decided first.",
            "该单位已有一项同类变更待审定，请先审定该项变更。",
        )
    return unit, above


def decide_change(
    work: UnitOfWork, actor: Actor, change_id: uuid.UUID, *, agrees: bool, answer: str = ""
) -> UnitChange:
    """Agree to a prepared change, or refuse it with a reason; whoever prepared it may take it back, with a reason too.

    Raises NotFound, NotAllowed for whoever prepared it or holds a post in the unit, and InvalidRequest where it is decided already,
    is not possible any more, its day has come meanwhile, or the reason says too little.
    """
    _lock(work)
    row = work.session.get(UnitChange, change_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such change of a unit.", "没有这项单位变更。")
    is_own = withdraws(actor, row, agrees=agrees)
    if not may_decide(actor, row) and not is_own:
        raise NotAllowed(
            "Somebody else decides on this change: not who prepared it, nor who holds a post in the unit.",
            "此项变更须由他人审定：提出变更的人和在该单位任职的人均不得审定。",
        )
    require_waiting(row)
    if agrees:
        require_possible(work, row.unit, row.kind, row.above, row.from_on)
    close(work, actor, row, agrees=agrees, answer=answer)
    if agrees:
        _apply(work, actor, row)
        return row
    _tell(work, HistoryKind.UNIT_REFUSED, actor, row)
    said = SAID[row.kind]
    if is_own:
        tell_deciding(
            work,
            NoticeKind.UNIT,
            f"单位“{row.unit.name}”{said.zh}的变更已撤回，无须审定。",
            f"The change of “{row.unit.label('en')}”, {said.en}, was withdrawn; nothing is to be decided.",
            leads_to=_place(row),
        )
        return row
    tell_preparer(
        work,
        NoticeKind.UNIT,
        row,
        f"未同意单位“{row.unit.name}”{said.zh}的变更，理由：{row.answer}",
        f"Refused: “{row.unit.label('en')}”, {said.en}. Reason: {row.answer}",
        leads_to=_place(row),
    )
    return row


def may_decide(actor: Actor, row: UnitChange) -> bool:
    """Whether the actor decides on a prepared change."""
    return decides(actor) and row.prepared_by_id != actor.person_id and not _is_of(actor, row.unit)


def _is_of(actor: Actor, unit: Unit) -> bool:
    return any(holding.unit_id == unit.id for holding in actor.holdings)


def _place(row: UnitChange) -> str:
    return place_of(NoticePlace.UNIT_CHANGE, row.id)


def _lock(work: UnitOfWork) -> None:
    """One change at a time: two that are possible each might be a circle together."""
    work.session.get(ReferenceVersion, 1, with_for_update=True)


def _above(work: UnitOfWork, wish: UnitWish) -> Unit | None:
    code = wish.above.strip()
    if not code:
        return None
    above = work.session.scalar(select(Unit).where(Unit.code == code))
    if above is None:
        refuse(
            "above",
            f"There is no unit with the code {code}; take a code from the list of units.",
            f"没有代码为 {code} 的单位，请从单位列表中选用代码。",
        )
    return above


def _apply(work: UnitOfWork, actor: Actor, row: UnitChange) -> None:
    """End what holds until then and begin what holds from then on; the day itself comes without anybody."""
    unit = row.unit
    known = work.session.scalars(
        select(UnitTie).where(UnitTie.unit_id == unit.id, UnitTie.kind == row.kind).order_by(UnitTie.from_on)
    ).all()
    before = stands_under(
        unit, row.kind, [Span(each.above_id, each.from_on, each.to_on) for each in known], row.from_on
    )
    for tie in known:
        if tie.to_on is None or tie.to_on > row.from_on:
            tie.to_on = row.from_on
    if row.kind is TieKind.PARENT and not known and unit.parent_id is not None:
        work.session.add(UnitTie(unit_id=unit.id, kind=row.kind, above_id=unit.parent_id, to_on=row.from_on))
    if row.above_id is not None:
        work.session.add(UnitTie(unit_id=unit.id, kind=row.kind, above_id=row.above_id, from_on=row.from_on))
    work.session.flush()
    if row.kind is TieKind.PARENT:
        move_due(work)
    _tell(work, HistoryKind.UNIT_DECIDED, actor, row)
    said, above = SAID[row.kind], row.above
    text = (
        f"自 {row.from_on} 起，单位“{unit.name}”{said.zh}"
        + (f"变更为“{above.name}”。" if above is not None else "不再另设。")
        + "此前立案的案件仍按原关系办理。"
    )
    text_en = (
        f"From {row.from_on} on, {said.en} of “{unit.label('en')}” is "
        + (f"“{above.label('en')}”." if above is not None else "recorded no more.")
        + " Cases started before go on as they were."
    )
    tell_office(work, NoticeKind.UNIT, text, text_en, leads_to=_place(row))
    tell_posts(
        work, NoticeKind.UNIT, _held_in(work, {unit.id, before, row.above_id}), text, text_en, leads_to=_place(row)
    )
    if row.prepared_by_id != actor.person_id:
        tell_preparer(work, NoticeKind.UNIT, row, f"已同意：{text}", f"Agreed: {text_en}", leads_to=_place(row))


def _held_in(work: UnitOfWork, unit_ids: set[uuid.UUID | None]) -> list[str]:
    """The posts that somebody holds in these units today, beside those of the office, which are told anyway."""
    today = local_date(work.now)
    rows = work.session.execute(
        select(PostHolding.post_key, Unit.code)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(
            PostHolding.unit_id.in_([each for each in unit_ids if each is not None]),
            PostHolding.post.has(is_office=False),
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
        .distinct()
        .order_by(PostHolding.post_key, Unit.code)
    )
    return [f"{post}@{code}" for post, code in rows]


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: UnitChange) -> None:
    above = row.above.code if row.above is not None else None
    data = {
        "unit": row.unit.code,
        "change": str(row.id),
        "what": row.kind.value,
        "above": above,
        "from": row.from_on.isoformat(),
    }
    record(work, None, kind, data, actor_id=actor.person_id)
