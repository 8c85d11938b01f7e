"""Villages that are renumbered, renamed and merged keep what they were called before, and are found by it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.office.small_office import OTHER_VILLAGE, VILLAGE, Row, Rows, changed, given, look, roster, take, units
from workflows.calendar.zone import local_date
from workflows.casework.models import Notice
from workflows.office.registers.columns import Register
from workflows.office.registers.read import GivenFile
from workflows.office.registers.written import registers_as_they_stand
from workflows.people import Unit, User, actor_for
from workflows.people.directory import find_villages
from workflows.people.records import RecordScope
from workflows.people.roster import Posting
from workflows.people.roster_pages import village_lines
from workflows.people.unit_names import units_page
from workflows.people.village_codes import village_with
from workflows.people.words import EndReason, UnitKind
from workflows.proof.verify import verify
from workflows.store import Store

EVERYWHERE = RecordScope(is_everywhere=True)
NEW, ELSEWHERE = "990101101299", "990101101777"


def with_codes(rows: Rows, row: int, **cells: Any) -> Rows:
    """The rows with the two columns of codes, filled in one of them."""
    heads: Row = {"现行区划代码": "", "曾用代码": ""}
    return changed([{**each, **heads} for each in rows], row, **cells)


def told(found: Any) -> list[tuple[str, str]]:
    """Column and sentence of each remark."""
    return [(each.place.letter, each.sentence.zh) for each in found]


def test_a_village_that_is_renumbered_and_renamed_is_found_by_what_it_was(store: Store, clock: MovingClock) -> None:
    take(store, given())
    clock.forward(days=30)
    taking = take(store, given(with_codes(units(), 6, 名称="大青禾村", 现行区划代码=NEW), [], []))
    assert taking.findings.wrong == []
    assert told(taking.findings.changes) == [
        ("B", "青禾村（990101101201）：名称由“青禾村”改为“大青禾村”。"),
        ("K", f"青禾村（990101101201）：现行区划代码由“{VILLAGE}”改为“{NEW}”。"),
    ]
    assert taking.counts["units"].changed == 1
    with store.read() as work:
        for code in (NEW, VILLAGE):
            village = village_with(work, code)
            assert village is not None
            assert (village.code, village.unit.name, village.unit.code) == (NEW, "大青禾村", VILLAGE)
        (row,) = village.former
        assert (row.code, row.name, row.until_on) == (VILLAGE, "青禾村", local_date(clock()))
        assert [each.name for each in find_villages(work, "青禾村", EVERYWHERE)] == ["大青禾村"]
        assert verify(work).is_intact
    # Whoever writes either code in a roster means the same village, and what is written out is taken again without a change.
    assert not look(store, given([], [], changed(roster(), 0, 村编码=NEW))).is_anything
    with store.read() as work:
        written = registers_as_they_stand(work, "zh")
    assert not look(store, [GivenFile(f"{each}.xlsx", written[each]) for each in Register]).is_anything
    again = changed(with_codes(units(), 6, 名称="大青禾村"), 6, 编码=NEW)
    assert told(look(store, given(again, [], [])).findings.wrong) == [
        ("A", f"代码 {NEW} 已指向以 {VILLAGE} 登记的村。此处请填 {VILLAGE}，新代码填在“现行区划代码”中。")
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_alone_is_kept_too(store: Store, clock: MovingClock) -> None:
    take(store, given())
    clock.forward(days=30)
    take(store, given(changed(units(), 6, 名称="大青禾村"), [], []))
    with store.read() as work:
        village = village_with(work, VILLAGE)
        assert village is not None
        assert [(row.code, row.name) for row in village.former] == [(VILLAGE, "青禾村")]


def test_a_village_into_which_another_is_merged_takes_its_code_and_ends_it(store: Store, clock: MovingClock) -> None:
    take(store, given())
    merged = with_codes(units(), 6, 曾用代码=f"{OTHER_VILLAGE}、{ELSEWHERE}")
    assert told(look(store, given(merged, [], [])).findings.wrong) == [
        ("L", f"村 {OTHER_VILLAGE} 今日才登记，不能当日撤销。请明日再导入，或暂不填写该编码。")
    ]
    clock.forward(days=1)
    taking = take(store, given(merged, [], []))
    assert taking.findings.wrong == []
    assert told([each for each in taking.findings.notes if each.place.file]) == [
        ("L", f"石桥村（{OTHER_VILLAGE}）自导入之日起撤销，并入青禾村（{VILLAGE}）。")
    ]
    with store.read() as work:
        for code in (OTHER_VILLAGE, ELSEWHERE, VILLAGE):
            village = village_with(work, code)
            assert village is not None
            assert village.unit.code == VILLAGE
        assert {(row.code, row.name) for row in village.former} == {
            (OTHER_VILLAGE, "石桥村"),
            (ELSEWHERE, ""),
        }
        ended = work.session.scalars(select(Unit).where(Unit.code == OTHER_VILLAGE)).one()
        assert ended.valid_to is not None
        assert [each.name for each in find_villages(work, "石桥", EVERYWHERE)] == ["青禾村"]
    # A roster that still names the village that has ended posts to the one that took it in.
    row = changed(roster(), 0, 工号="101", 姓名="胡人事", 村编码=OTHER_VILLAGE)[:1]
    take(store, given([], [], row))
    with store.read() as work:
        assert {posting.team.village.unit.code for posting in work.session.scalars(select(Posting))} == {VILLAGE}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_codes_that_lead_elsewhere_are_refused(store: Store, clock: MovingClock) -> None:
    take(store, given())
    clock.forward(days=1)
    for row, cells, sentence in (
        (6, {"现行区划代码": OTHER_VILLAGE}, f"代码 {OTHER_VILLAGE} 是村 {OTHER_VILLAGE} 的现行代码。"),
        (6, {"曾用代码": VILLAGE}, f"{VILLAGE} 是本村现行代码，不是曾用代码。"),
        (6, {"曾用代码": "123"}, "村的编码应为 12 位数字，不能是“123”。"),
        (4, {"现行区划代码": NEW}, "现行区划代码只有村填写。"),
    ):
        (wrong,) = look(store, given(with_codes(units(), row, **cells), [], [])).findings.wrong
        assert wrong.sentence.zh.startswith(sentence)
    take(store, given(with_codes(units(), 6, 现行区划代码=NEW), [], []))
    (wrong,) = look(store, given(with_codes(units(), 7, 现行区划代码=VILLAGE), [], [])).findings.wrong
    assert wrong.sentence.zh.startswith(f"代码 {VILLAGE} 是村 {VILLAGE} 的现行代码")


def test_people_posted_to_a_village_that_is_merged_go_on_in_the_other_and_nobody_is_recalled(
    store: Store, clock: MovingClock
) -> None:
    take(store, given())
    clock.forward(days=30)
    taking = take(store, given(with_codes(units(), 7, 曾用代码=VILLAGE), [], []))
    assert taking.findings.wrong == []
    assert told([each for each in taking.findings.notes if each.place.file])[1:] == [
        ("L", "李驻村（102）自该日起由青禾村转驻石桥村，职务不变，不作为召回。"),
        ("L", "王队长（103）自该日起由青禾村转驻石桥村，职务不变，不作为召回。"),
    ]
    today = local_date(clock())
    with store.read() as work:
        rows = work.session.scalars(select(Posting).order_by(Posting.from_on)).all()
        spans = {(row.team.village.unit.name, row.role, row.from_on == today, row.to_on == today) for row in rows}
        assert spans == {
            ("青禾村", "member", False, True),
            ("青禾村", "leader", False, True),
            ("石桥村", "member", True, False),
            ("石桥村", "leader", True, False),
        }
        assert {row.end_reason for row in rows} == {EndReason.NONE}
        notices = {row.person_id: row.text for row in work.session.scalars(select(Notice))}
        assert set(notices) == {row.person_id for row in rows}
        assert set(notices.values()) == {f"青禾村并入石桥村，自 {today} 起您转驻石桥村，职务不变，不作为召回。"}
        user = work.session.scalars(select(User).where(User.username == "wang")).one()
        actor = actor_for(work, user.id)
        assert actor is not None
        assert [holding.label("zh") for holding in actor.holdings] == ["石桥村·驻村工作队队长"]
        assert verify(work).is_intact
    # The rosters of before and of after say the same of them.
    elsewhere = [{**row, "派驻起始": today} for row in roster()]
    assert not look(store, given([], [], elsewhere)).is_anything
    assert not look(store, given([], [], [{**row, "村编码": OTHER_VILLAGE} for row in elsewhere])).is_anything


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_lists_of_units_and_villages_find_the_code_of_today_and_that_of_before(
    store: Store, clock: MovingClock
) -> None:
    take(store, given())
    clock.forward(days=30)
    take(store, given(with_codes(units(), 6, 名称="大青禾村", 现行区划代码=NEW), [], []))
    with store.read() as work:
        user = work.session.scalars(select(User).where(User.username == "director")).one()
        director = actor_for(work, user.id)
        assert director is not None
        for words in (NEW, VILLAGE, "青禾村", "大青禾"):
            assert [unit.code for unit in units_page(work, words)[0] if unit.kind is UnitKind.VILLAGE] == [VILLAGE]
            lines, _ = village_lines(work, director, words)
            assert [line.unit.code for line in lines] == [VILLAGE]
