"""Entering an absence: who may, for whom, who may stand in, what two people decide, and who is told of what."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.casework.away import REASON, come_back, go_away, the_day, told
from tests.casework.test_substitutes import add_colleague
from tests.casework.world import World
from tests.clock import MovingClock
from tests.recall.office import build_office
from workflows.casework.absence_overview import (
    absences_page,
    own_absences,
    possible_substitutes,
    waiting_absences,
)
from workflows.casework.absences import AbsenceWish, decide_absence, enter_absence
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Notice
from workflows.jobs.duties import return_tasks, tell_of_absences
from workflows.people import Absence, PostHolding, Unit, User
from workflows.people.posting import begin_posting
from workflows.people.roster import Team
from workflows.people.words import ChangeState, TeamRole
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store


def enter(world: World, who: str, substitute: str, first: date, last: date, reason: str = REASON) -> uuid.UUID:
    with world.store.write() as work:
        known = world.persons.get(substitute)
        wish = AbsenceWish(world.persons[who], known, first, last, frozenset(), reason)
        return enter_absence(work, world.actor(who), wish).id


def test_what_is_not_possible_is_refused_with_what_to_do(world: World) -> None:
    today, day = the_day(world.store), timedelta(days=1)
    with world.store.write() as work:
        work.session.get_one(User, world.users["adm"]).is_active = False
    go_away(world, "bao", "dai", days=3, starts_in=10)
    refused = (
        ("bao", "dai", today - day, today, "today at the earliest"),
        ("wen", "dai", today + day, today, "must not lie before"),
        ("wen", "nobody", today, today, "Choose who is to stand in"),
        ("wen", "wen", today, today, "Nobody stands in for themselves"),
        ("wen", "adm", today, today, "has no open account"),
        ("hu", "he", today, today, "does not belong to BUREAU"),
        ("bao", "dai", today + 12 * day, today + 20 * day, "another absence in these days"),
        ("wen", "bao", today + 9 * day, today + 10 * day, "is away in these days too"),
    )
    for who, substitute, first, last, sentence in refused:
        with pytest.raises(InvalidRequest, match=sentence) as error:
            enter(world, who, substitute, first, last)
        assert error.value.sentence.zh, sentence
    with pytest.raises(InvalidRequest, match="at least"):
        enter(world, "wen", "dai", today, today, "短")
    enter(world, "bao", "dai", today + 13 * day, today + 20 * day)  # the day after the last is free again
    with world.store.read() as work:
        assert len(work.session.scalars(select(Absence)).all()) == 2


def test_nobody_of_the_units_stands_in_for_the_office(world: World) -> None:
    """A city's post is the office's: belonging to a unit somewhere in the city is not enough."""
    add_colleague(world, "lin", "林代")
    with world.store.write() as work:
        units = {unit.code: unit for unit in work.session.scalars(select(Unit))}
        units["CITY"].kind = "city"
        work.session.get_one(User, world.users["hu"]).person.unit_id = units["BUREAU"].id
    with pytest.raises(InvalidRequest, match="its office"):
        go_away(world, "wen", "hu")
    with world.store.read() as work:
        names = {person.name for person in possible_substitutes(work, world.persons["wen"])}
        assert names == {"鲍杰", "戴主任", "安管理", "林代"}
        assert [each.name for each in possible_substitutes(work, world.persons["wen"], "林")] == ["林代"]
        assert possible_substitutes(work, world.persons["adm"]) == []
    go_away(world, "wen", "lin")


def test_nobody_of_a_team_stands_in_for_the_village_that_vouches_for_it(store: Store, clock: MovingClock) -> None:
    office = build_office(store, clock)
    today, away, leader = the_day(store), office.persons["cun1"], office.persons["W11"]
    with store.write() as work:
        team = work.session.scalars(
            select(Team).join(Unit, Team.village_id == Unit.id).where(Unit.code == "V1")
        ).first()
        assert begin_posting(work, leader, team, TeamRole.TEAM_LEADER, today - timedelta(days=9)) is not None
    with store.write() as work:
        assert leader not in {person.id for person in possible_substitutes(work, away)}
        with pytest.raises(InvalidRequest, match="of the team in"):
            enter_absence(work, office.actor("cun1"), AbsenceWish(away, leader, today, today, frozenset(), REASON))


def test_an_administrator_is_covered_by_another_and_lends_nothing(world: World) -> None:
    today = the_day(world.store)
    with pytest.raises(InvalidRequest, match="who administers too"):
        enter(world, "adm", "bao", today, today)
    with world.store.write() as work:
        held = work.session.scalars(select(PostHolding).where(PostHolding.post_key == "administrator")).one()
        given = {"post_key": held.post_key, "unit_id": held.unit_id, "from_on": held.from_on}
        work.session.add(PostHolding(person_id=world.persons["bao"], **given))
        work.session.flush()
        assert [each.name for each in possible_substitutes(work, world.persons["adm"])] == ["鲍杰"]
    enter(world, "adm", "bao", today, today)
    covering = world.actor("bao")
    assert [each for each in covering.holdings if each.for_id is not None] == [], "they administer in their own right"
    assert [each for each in told(world.store, world.persons["bao"]) if "由您代理" in each]


def test_ones_own_counts_at_once_and_both_are_told_when_it_matters(world: World, clock: MovingClock) -> None:
    wen, adm = world.persons["wen"], world.persons["adm"]
    go_away(world, "wen", "adm", days=2, starts_in=1)
    assert (len(told(world.store, wen)), len(told(world.store, adm))) == (0, 1)
    assert "文静自 2026-03-03 至 2026-03-04不在岗，由您代理：CITY单位·综合组" in told(world.store, adm)[0]
    assert tell_of_absences(world.store) == 0
    clock.forward(days=1)
    assert (tell_of_absences(world.store), tell_of_absences(world.store)) == (1, 0)
    assert (len(told(world.store, wen)), len(told(world.store, adm))) == (1, 2)
    clock.forward(days=2)
    return_tasks(world.store)
    assert (len(told(world.store, wen)), len(told(world.store, adm))) == (2, 3)
    assert "已到期" in told(world.store, wen)[-1]
    assert return_tasks(world.store) == 0
    assert len(told(world.store, wen)) == 2
    with world.store.read() as work:
        assert verify(work).is_intact


def test_somebody_elses_is_prepared_by_one_and_decided_by_another(world: World, clock: MovingClock) -> None:
    add_colleague(world, "lin", "林代")
    with pytest.raises(NotAllowed, match="own absence only"):
        go_away(world, "wen", "bao", by="bao")
    absence_id = go_away(world, "wen", "lin", by="adm")
    assert world.actor("lin").holdings == ()
    assert told(world.store, world.persons["lin"]) == []
    with world.store.write() as work:
        with pytest.raises(NotAllowed):
            decide_absence(work, world.actor("adm"), absence_id, agrees=True)
        with pytest.raises(NotAllowed):
            decide_absence(work, world.actor("bao"), absence_id, agrees=True)
        assert own_absences(work, world.actor("lin")) == ([], [])
        (row,) = waiting_absences(work, world.actor("dai"))
        assert (row.may_decide, row.may_take_back) == (True, False)
    clock.forward(days=1)
    with world.store.write() as work:
        row_now = decide_absence(work, world.actor("dai"), absence_id, agrees=True)
        assert row_now.from_on == the_day(world.store), "it counts from the decision at the earliest"
    assert [each.for_name for each in world.actor("lin").holdings] == ["文静"]
    assert len(told(world.store, world.persons["wen"])) == 1
    assert len(told(world.store, world.persons["lin"])) == 1
    assert "已同意" in told(world.store, world.persons["adm"])[0]
    with world.store.read() as work:
        kinds = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.case_id.is_(None))).all()
        assert sorted(kind for kind in kinds if kind.startswith("absence")) == ["absence_decided", "absence_prepared"]
        (line,) = absences_page(work, world.actor("adm"), past=False).rows
        assert (line.is_running, line.may_withdraw, line.may_decide) == (True, True, False)
        asked = select(Notice.post_key).where(Notice.kind == "absence", Notice.post_key.is_not(None))
        assert set(work.session.scalars(asked)) == {"city_director"}
        assert verify(work).is_intact


def test_who_is_to_stand_in_does_not_decide_on_it_and_a_refusal_is_told(world: World) -> None:
    absence_id = go_away(world, "wen", "dai", by="adm")
    with world.store.write() as work:
        with pytest.raises(NotAllowed):
            decide_absence(work, world.actor("dai"), absence_id, agrees=True)
        row = decide_absence(work, world.actor("adm"), absence_id, agrees=False, answer="登记有误，重新提出登记。")
        assert row.state is ChangeState.REFUSED
        with pytest.raises(InvalidRequest, match="decided already"):
            decide_absence(work, world.actor("adm"), absence_id, agrees=False, answer="登记有误，重新提出登记。")
    other = go_away(world, "wen", "bao", by="adm")
    with world.store.write() as work:
        with pytest.raises(InvalidRequest, match="at least"):
            decide_absence(work, world.actor("dai"), other, agrees=False, answer="否")
        decide_absence(work, world.actor("dai"), other, agrees=False, answer="该同志本周须参加专题会议。")
    assert "未同意" in told(world.store, world.persons["adm"])[-1]
    assert world.actor("bao").stand_ins == ()


def test_who_withdraws_whom_they_tell_and_why(world: World, clock: MovingClock) -> None:
    absence_id = go_away(world, "wen", "adm")
    with pytest.raises(NotFound):
        come_back(world, absence_id, "bao", REASON)
    with pytest.raises(InvalidRequest, match="at least"):
        come_back(world, absence_id, "adm")  # a substitute who lays it down says why
    come_back(world, absence_id, "adm", "本周另有任务，无法继续代理。")
    assert "安管理已撤销" in told(world.store, world.persons["wen"])[-1]
    with pytest.raises(InvalidRequest, match="does not count"):
        come_back(world, absence_id, "wen")
    again = go_away(world, "wen", "bao", days=1)  # the same days are free once more
    with pytest.raises(InvalidRequest, match="nothing was cut"):
        come_back(world, again, "wen", "长" * 2001)
    clock.forward(days=1)
    with pytest.raises(InvalidRequest, match="does not count"):
        come_back(world, again, "wen")
