"""What waits for somebody's decision in the administration: changes that others entered, counted for the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from workflows.calendar.models import CalendarPlan
from workflows.calendar.words import PlanState
from workflows.office.models import Setting
from workflows.office.register_models import RegisterUpload
from workflows.office.scheme_models import Scheme
from workflows.office.words import SettingState
from workflows.people import Actor, Unit
from workflows.people.models import PostChange
from workflows.people.unit_models import UnitChange
from workflows.people.words import ChangeState, PostScope
from workflows.store import UnitOfWork


class DecisionRoom(StrEnum):
    """A page of the administration on which somebody decides, as the navigation calls its room."""

    REGISTERS = "registers"
    SETTINGS = "settings"
    CALENDAR = "calendar"
    UNITS = "units"
    POSTS = "posts"
    CATALOGUES = "catalogues"


def decisions_waiting(work: UnitOfWork, actor: Actor) -> Mapping[DecisionRoom, int]:
    """How many changes wait for the actor's word, by room; one statement, and none for whoever decides on nothing.

    Nobody decides on what they entered, on a post that they hold, or on the unit in which they do; whoever an upload gives
    something may still refuse it, so it is counted.
    """
    deciding = [holding for holding in actor.holdings if holding.settings]
    if not deciding:
        return {}
    decides_all = true() if any(holding.scope == PostScope.ALL for holding in deciding) else false()
    me, posts, units = actor.person_id, {h.post_key for h in actor.holdings}, {h.unit_id for h in actor.holdings}
    counted: dict[DecisionRoom, Select[Any]] = {
        DecisionRoom.REGISTERS: _count(RegisterUpload, RegisterUpload.prepared_by_id != me, decides_all),
        DecisionRoom.SETTINGS: _count(
            Setting, Setting.state == SettingState.PREPARED, Setting.prepared_by_id != me, _in_scope(actor, decides_all)
        ),
        DecisionRoom.CALENDAR: _count(
            CalendarPlan, CalendarPlan.state == PlanState.PREPARED, CalendarPlan.prepared_by_id != me, decides_all
        ),
        DecisionRoom.UNITS: _count(
            UnitChange,
            UnitChange.state == ChangeState.PREPARED,
            UnitChange.prepared_by_id != me,
            UnitChange.unit_id.not_in(units),
            decides_all,
        ),
        DecisionRoom.POSTS: _count(
            PostChange,
            PostChange.state == ChangeState.PREPARED,
            PostChange.prepared_by_id != me,
            PostChange.post_key.not_in(posts),
            decides_all,
        ),
        DecisionRoom.CATALOGUES: _count(
            Scheme, Scheme.state == ChangeState.PREPARED, Scheme.prepared_by_id != me, decides_all
        ),
    }
    found = work.session.execute(select(*(each.scalar_subquery() for each in counted.values()))).one()
    return dict(zip(counted, found, strict=True))


def _count(model: type[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(model).where(*conditions)


def _in_scope(actor: Actor, decides_all: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: the setting is one of a unit that a deciding post of the actor covers today."""
    own = [Unit.id == each.unit_id for each in actor.holdings if each.settings]
    below = [
        Unit.path.startswith(each.unit_path, autoescape=True)
        for each in actor.holdings
        if each.settings and each.scope == PostScope.SUBTREE
    ]
    return or_(decides_all, Setting.unit_id.in_(select(Unit.id).where(or_(*own, *below))))
