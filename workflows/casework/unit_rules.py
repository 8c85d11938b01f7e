"""Whether a unit may stand under another from a day on: a day within reach, no circle, a place that the tree has."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NoReturn

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import WrongField
from workflows.casework.models import Case
from workflows.people import Unit
from workflows.people.unit_tree import Span, Ties, is_circle, line_on, path_over, ties_of
from workflows.people.words import TieKind, UnitKind
from workflows.store import UnitOfWork

LONGEST_PATH = 400  # of Unit.path
# A day typed wrongly would bar every other change until then: nothing is decided for later than the end of next year.
LATEST_YEARS = 1


# From the first key on: an index is asked for one, however many there are.
ANY_CASE = select(Case.id).where(Case.id > uuid.UUID(int=0)).limit(1)


def first_day(work: UnitOfWork) -> date | None:
    """The first day from which a change may hold: tomorrow; None, any day, while no case has been started."""
    return first_day_with(work, work.session.scalar(ANY_CASE))


def first_day_with(work: UnitOfWork, any_case: uuid.UUID | None) -> date | None:
    """The same for who has asked for any case beside something else."""
    return local_date(work.now) + timedelta(days=1) if any_case is not None else None


def require_possible(work: UnitOfWork, unit: Unit, kind: TieKind, above: Unit | None, from_on: date) -> None:
    """Raises WrongField, with what to do, where a change cannot hold from this day on."""
    first = first_day(work)
    if first is not None and from_on < first:
        refuse(
            "from_on",
            f"Cases keep what held on the day of their start, so a change holds from {first} at the earliest; enter that day or a"
            " later one.",
            f"案件沿用立案当日的单位关系，变更最早自 {first} 起生效，请填写该日或以后的日期。",
        )
    latest = date(local_date(work.now).year + LATEST_YEARS, 12, 31)
    if from_on > latest:
        refuse(
            "from_on",
            f"A change holds from {latest} at the latest; enter an earlier day.",
            f"变更最迟自 {latest} 起生效，请填写更早的日期。",
        )
    ties = ties_of(work)
    spans = ties[kind].get(unit.id, [])
    now_id = stands_under(unit, kind, spans, from_on)
    if (above.id if above else None) == now_id:
        refuse("above", "So it is on that day already; nothing would change.", "该日的单位关系与此相同，无需变更。")
    later = [span for span in spans if span.from_on is not None and span.from_on >= from_on]
    if later:
        refuse(
            "from_on",
            f"A change from {later[-1].from_on} on is decided already; enter a later day.",
            f"已审定自 {later[-1].from_on} 起的变更，请填写更晚的日期。",
        )
    if above is None:
        if kind is TieKind.PARENT:
            refuse(
                "above",
                "Name the unit above it; only the top of the tree has none.",
                "请填写上级单位；只有最上层单位没有上级。",
            )
        return
    if above.id == unit.id:
        refuse(
            "above", "A unit does not stand under itself; name another unit.", "单位不能以自己为上级，请填写其他单位。"
        )
    if above.valid_to is not None and above.valid_to <= from_on:
        refuse(
            "above",
            f"“{above.label('en')}” ends on {above.valid_to}; name another unit.",
            f"“{above.name}”将于 {above.valid_to} 撤销，请填写其他单位。",
        )
    if kind is TieKind.PARENT:
        _require_place(work, unit, above, from_on, ties)
    else:
        _require_authority(work, unit, kind, above, from_on, ties)


def _require_authority(work: UnitOfWork, unit: Unit, kind: TieKind, above: Unit, from_on: date, ties: Ties) -> None:
    """A village manages nobody's cadres and has neither committee nor group; and nobody answers to whom they answer for."""
    if above.kind is UnitKind.VILLAGE:
        refuse(
            "above",
            "A village has neither the cadre authority nor a party committee or group; name another unit.",
            "村不具有干部管理权限，也不设党委（党组），请填写其他单位。",
        )
    seen, each = {unit.id}, above.id
    while True:
        if each in seen:
            refuse(
                "above",
                f"“{above.label('en')}” stands under this unit in the same respect; end that relation first.",
                f"“{above.name}”在同一关系上以该单位为上级，请先终止该关系。",
            )
        seen.add(each)
        # What is decided for later counts too: it would close the circle by itself on its day.
        following = [span for span in ties[kind].get(each, ()) if span.to_on is None or span.to_on > from_on]
        if not following:
            return
        each = following[-1].above_id


def _require_place(work: UnitOfWork, unit: Unit, above: Unit, from_on: date, ties: Ties) -> None:
    if above.kind is UnitKind.VILLAGE or (unit.kind is UnitKind.VILLAGE and above.kind is not UnitKind.TOWNSHIP):
        refuse(
            "above",
            "A village stands in a township, and nothing stands below a village; name another unit.",
            "村隶属于乡镇，村以下不设单位，请填写其他上级单位。",
        )
    parents = dict(ties[TieKind.PARENT])
    parents[unit.id] = [*_until(unit, parents.get(unit.id, ()), from_on), Span(above.id, from_on, None)]
    planned: Ties = {**ties, TieKind.PARENT: parents}
    days = {from_on, *(span.from_on for spans in parents.values() for span in spans if span.from_on)}
    for day in sorted(day for day in days if day >= from_on):
        if is_circle(work, unit, day, planned):
            refuse(
                "above",
                f"On {day} the unit would stand below itself; move the other unit first.",
                f"{day} 该单位将成为自己的下级，请先调整另一单位。",
            )
    longest = len(path_over(line_on(work, unit.code, from_on, planned))) + _deepest_below(work, unit)
    if longest > LONGEST_PATH:
        refuse(
            "above",
            "The tree would be too deep there; name a unit further up.",
            "单位层级过深，请选择更高一级的上级单位。",
        )


def _deepest_below(work: UnitOfWork, unit: Unit) -> int:
    paths = work.session.scalars(select(Unit.path).where(Unit.path.startswith(unit.path, autoescape=True)))
    return max((len(path) for path in paths), default=len(unit.path)) - len(unit.path)


def stands_under(unit: Unit, kind: TieKind, spans: Sequence[Span], day: date) -> uuid.UUID | None:
    """What a unit stands under on a day, by these spans of this kind."""
    if kind is TieKind.PARENT and not spans:
        return unit.parent_id
    return next((span.above_id for span in spans if span.holds_on(day)), None)


def _until(unit: Unit, spans: Sequence[Span], day: date) -> list[Span]:
    if not spans:
        return [Span(unit.parent_id, None, day)] if unit.parent_id is not None else []
    return [Span(each.above_id, each.from_on, day if each.to_on is None else each.to_on) for each in spans]


def refuse(field: str, english: str, chinese: str) -> NoReturn:
    """Raises WrongField: of what was asked for, `field` (a name of UnitWish) is what cannot be."""
    raise WrongField(field, english, chinese)
