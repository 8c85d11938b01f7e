"""Registers taken from files: what a small office comes to, once and twice, what each wrong row is told, nothing half kept."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.office.small_office import (
    OTHER_VILLAGE,
    VILLAGE,
    as_csv,
    as_workbook,
    changed,
    given,
    look,
    people,
    roster,
    take,
    units,
)
from tests.webapp.office import build_office
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.office.registers.columns import Register
from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import Taking
from workflows.office.registers.written import blank_registers, registers_as_they_stand
from workflows.people import Person, Post, PostHolding, Unit, User, actor_for
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import PostingStatus, Role
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store

ALL = {"units": 8, "people": 6, "accounts": 6, "posts": 7, "teams": 1, "postings": 2}


def counts(store: Store) -> list[int]:
    """How many rows of each table there are."""
    with store.read() as work:
        tables = (Unit, Village, Person, User, PostHolding, Team, Posting)
        return [work.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_three_files_in_any_order_are_an_office_and_once_more_they_change_nothing(store: Store) -> None:
    looked = look(store, given())
    assert counts(store) == [0] * 7
    taking = take(store, given())
    assert taking.findings.wrong == []
    said = {each.sentence.en for each in taking.findings.notes}
    assert {each.code for each in taking.findings.notes} == {"one_decides", "nobody_leads"}
    assert (
        "Nobody holds “Township party committee” in 1 units of its kind (990101101): what cases ask there would wait."
        in said
    )
    assert {name: each.new for name, each in taking.counts.items()} == ALL
    assert {name: each.new for name, each in looked.counts.items()} == ALL
    with store.read() as work:
        village = work.session.scalars(select(Village).where(Village.code == VILLAGE)).one()
        assert (village.kind, village.latitude, village.fence_radius_m) == ("poor", 27.5, 800)
        assert village.unit.path == f"/CITY/990101/990101101/{VILLAGE}/"
        other = work.session.scalars(select(Village).where(Village.code == OTHER_VILLAGE)).one()
        assert (other.kind, other.fence_radius_m) == ("model", 500)
        posting = work.session.scalars(select(Posting).join(Person).where(Person.employee_no == "103")).one()
        assert (posting.role, posting.team.name, posting.team.dispatching_unit.code) == (
            Role.LEADER,
            "青禾村驻村工作队",
            "JYJ",
        )
        assert posting.person.born_on == date(1980, 1, 1)
        user = work.session.scalars(select(User).where(User.username == "wang")).one()
        actor = actor_for(work, user.id)
        assert actor is not None
        assert [holding.label("zh") for holding in actor.holdings] == ["青禾村·驻村工作队队长"]
        assert user.password_hash is None
        general = work.session.scalars(select(PostHolding).where(PostHolding.post_key == "general_group")).one()
        assert general.from_on == date(2025, 3, 1)
        entry = work.session.scalars(select(HistoryEntry)).one()
        told = json.loads(entry.data)
        assert entry.kind is HistoryKind.REGISTERS_TAKEN
        assert told["counts"]["people"] == {"new": 6, "changed": 0, "same": 0}
        assert [file["name"] for file in told["files"]] == ["花名册.csv", "人员.csv", "单位.csv"]
        assert "安管理" not in entry.data
        assert verify(work).is_intact
    said = {section: [deed.in_words("zh") for deed in deeds] for section, deeds in looked.deeds.items()}
    assert {section: len(lines) for section, lines in said.items()} == {
        "posts": 7, "accounts": 6, "people": 6, "units": 8, "villages": 2, "teams": 1, "postings": 2,
    }  # fmt: skip
    marked = [line.partition("  ⚠ ") for line in said["posts"]]
    has_rights = [bool(mark) for _, mark, _ in marked]
    assert has_rights == sorted(has_rights, reverse=True), "those with rights first"
    assert set(has_rights) == {True, False}
    assert (marked[0][0], marked[0][2]) == (
        "安管理 · 001 · 系统管理员 · 清河市委驻村办（ZCB） · 自导入之日起，未定止期", "系统管理",
    )  # fmt: skip
    assert "审定设置、岗位和登记表" in marked[1][2]
    assert said["accounts"][0] == "admin · 安管理 · 001"
    assert said["postings"][1] == "王队长 · 103 · 青禾村驻村工作队 · 队长 · 自 2025-06-01 起，未定止期"
    assert Taking.from_kept(json.loads(json.dumps(looked.kept()))).digest == looked.digest == taking.digest
    before = counts(store)
    again = take(store, given())
    assert not again.is_anything
    assert {name: each.same for name, each in again.counts.items()} == ALL
    assert counts(store) == before
    with store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(HistoryEntry)) == 1


def test_what_changed_is_told_and_kept_and_nothing_is_taken_away(store: Store) -> None:
    take(store, given())
    newer = changed(units(), 2, 名称="清河市教育体育局", 简称="市教体局、教体局")
    newer = changed(newer, 6, **{"围栏半径（米）": 1000, "村别": "示范村"})
    moved = changed(people(), 4, 所在单位编码="CZJ", 岗位="派出单位人事科", 任职单位编码="CZJ")
    renamed = changed(moved, 5, 姓名="李留村", 出生日期=date(1991, 1, 1))
    taking = take(store, given(newer, renamed, changed(roster(), 0, 姓名="李留村")))
    assert taking.findings.wrong == []
    told = [(str(each.place.row), each.place.letter, each.sentence.zh) for each in taking.findings.changes]
    assert told == [
        ("4", "B", "清河市教育局（JYJ）：名称由“清河市教育局”改为“清河市教育体育局”。"),
        ("4", "E", "清河市教育局（JYJ）：简称由“市教局”改为“市教体局、教体局”。"),
        ("8", "F", "青禾村（990101101201）：村别由“脱贫村”改为“示范村”。"),
        ("8", "I", "青禾村（990101101201）：围栏半径（米）由“800”改为“1000”。"),
        ("6", "C", "胡人事（101）：所在单位编码由“JYJ”改为“CZJ”。"),
        ("7", "A", "李驻村（102）：姓名由“李驻村”改为“李留村”。"),
    ]
    (stays,) = [each.sentence.zh for each in taking.findings.notes if each.code == "posts_stay"]
    assert stays.startswith("胡人事（101）仍在 JYJ 担任派出单位人事科。")
    assert [(each.new, each.changed) for each in taking.counts.values()] == [
        (0, 2),
        (0, 2),
        (0, 0),
        (1, 0),
        (0, 0),
        (0, 0),
    ]
    with store.read() as work:
        held = select(PostHolding.post_key).join(Person).where(Person.employee_no == "101")
        assert work.session.scalars(held).all() == ["unit_hr", "unit_hr"]
        assert verify(work).is_intact


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_wrong_row_is_named_by_its_place_and_nothing_is_kept(store: Store) -> None:
    """One store for all of them: what is refused leaves nothing behind."""
    for register, row, cells, place, code in (
        ("单位", 1, {"编码": ""}, "3A", "empty"),
        ("单位", 1, {"编码": "Z/B"}, "3A", "code_wrong"),
        ("单位", 2, {"编码": "ZCB"}, "4A", "twice"),
        ("单位", 1, {"类型": "部门"}, "3C", "not_a_word"),
        ("单位", 2, {"上级编码": "NOWHERE"}, "4D", "unit_unknown"),
        ("单位", 2, {"简称": "教"}, "4E", "short_name_short"),
        ("单位", 2, {"村别": "脱贫村"}, "4F", "village_only"),
        ("单位", 3, {"上级编码": VILLAGE}, "5D", "below_village"),
        ("单位", 6, {"上级编码": "990101"}, "8D", "village_not_in_township"),
        ("单位", 6, {"编码": "99010110120"}, "8A", "village_code_wrong"),
        ("单位", 6, {"编码": "9.90101101201E+19"}, "8A", "lost_digits"),
        ("单位", 6, {"纬度": ""}, "8G", "empty"),
        ("单位", 6, {"纬度": 109.9, "经度": 27.5}, "8G", "swapped"),
        ("单位", 6, {"围栏半径（米）": 50}, "8I", "not_a_number"),
        ("单位", 6, {"围栏半径（米）": 500.5}, "8I", "not_a_number"),
        ("单位", 6, {"村别": ""}, "8F", "empty"),
        ("单位", 1, {"名称": "长" * 121}, "3B", "too_long"),
        ("人员", 0, {"姓名": ""}, "2A", "empty"),
        ("人员", 0, {"所在单位编码": "NOWHERE"}, "2C", "unit_unknown"),
        ("人员", 0, {"出生日期": "85-3"}, "2D", "not_a_day"),
        ("人员", 0, {"出生日期": "85-03-12"}, "2D", "day_unlikely"),
        ("人员", 0, {"中共党员": "大概"}, "2E", "not_a_word"),
        ("人员", 0, {"岗位": "国王"}, "2F", "post_unknown"),
        ("人员", 4, {"任职单位编码": "990101"}, "6G", "post_elsewhere"),
        ("人员", 5, {"任职起始": "2025-01-01"}, "7H", "no_post_here"),
        ("人员", 3, {"任职起始": "1925-01-01"}, "5H", "day_unlikely"),
        ("人员", 2, {"出生日期": "1971-01-01"}, "4D", "disagrees"),
        ("人员", 2, {"岗位": "city_director"}, "4F", "twice"),
        ("人员", 0, {"用户名": "安 管理!"}, "2I", "username_wrong"),
        ("人员", 0, {"用户名": "Director"}, "3I", "twice"),
        ("单位", 1, {"名称": "教育\u202e局"}, "3B", "unseen"),
        ("单位", 1, {"编码": "ZC\u200bB"}, "3A", "unseen"),
        ("单位", 2, {"简称": "市教\u2066局"}, "4E", "unseen"),
        ("人员", 0, {"姓名": "安\u3164管理"}, "2A", "unseen"),
        ("人员", 0, {"姓名": "安\u2028管理"}, "2A", "unseen"),
        ("人员", 0, {"工号": "0\u2800" + "01"}, "2B", "unseen"),
        ("人员", 0, {"用户名": "ad\x07min"}, "2I", "unseen"),
        ("花名册", 0, {"工号": "999"}, "2A", "person_unknown"),
        ("花名册", 0, {"姓名": "李某"}, "2A", "name_of_another"),
        ("花名册", 1, {"工号": "102", "姓名": "李驻村"}, "3A", "twice"),
        ("花名册", 0, {"村编码": "JYJ"}, "2C", "not_a_village"),
        ("花名册", 0, {"派出单位编码": "CZJ"}, "2D", "not_of_sender"),
        ("花名册", 0, {"派出单位编码": VILLAGE}, "2D", "sender_is_village"),
        ("花名册", 0, {"角色": "队长"}, "3E", "role_taken"),
        ("花名册", 0, {"派驻起始": ""}, "2F", "empty"),
        ("花名册", 0, {"派驻起始": "明年"}, "2F", "not_a_day"),
    ):
        rows = {"单位": units(), "人员": people(), "花名册": roster()}
        changed(rows[register], row, **cells)
        taking = take(store, given(*rows.values()))
        found = [(f"{each.place.row}{each.place.letter}", each.code) for each in taking.findings.wrong]
        assert (place, code) in found, (register, row, cells, found)
        first = next(each for each in taking.findings.wrong if each.code == code)
        assert first.place.file.startswith(register), (cells, first)
        assert all("{" not in text for text in first.sentence), first
    assert counts(store) == [0] * 7


def test_units_in_a_circle_are_all_named(store: Store) -> None:
    rows = changed(changed(units(), 2, 上级编码="CZJ"), 3, 上级编码="JYJ")
    taking = look(store, given(rows))
    assert [(each.place.row, each.code) for each in taking.findings.wrong] == [(4, "circle"), (5, "circle")]
    assert "JYJ、CZJ" in taking.findings.wrong[0].sentence.zh


def test_what_stands_is_not_overwritten_by_a_slip(store: Store) -> None:
    take(store, given())
    for files, place, code in (
        # A wrong digit would rename somebody else and give them the post.
        (given([], [{**people()[0], "工号": "101", "用户名": ""}], []), "2B", "number_of_another"),
        (given([], [{**people()[4], "任职起始": "2020-01-01"}], []), "2H", "held_since"),
        (given([], [{**people()[4], "用户名": "other"}], []), "2I", "has_account"),
        (given([], [{**people()[4], "工号": "777", "姓名": "另一人", "用户名": "Hr"}], []), "2I", "username_taken"),
        (given([{**units()[2], "类型": "县区"}], [], []), "2C", "kind_changed"),
        (given([], [], [{**roster()[0], "村编码": OTHER_VILLAGE}]), "2A", "posted_already"),
        (given([], [], [{**roster()[0], "角色": "第一书记"}]), "2A", "posted_already"),
    ):
        taking = take(store, files)
        found = [(f"{each.place.row}{each.place.letter}", each.code) for each in taking.findings.wrong]
        assert found == [(place, code)], found
    with store.write() as work:
        posting = work.session.scalars(select(Posting).join(Person).where(Person.employee_no == "102")).one()
        posting.status, posting.to_on = PostingStatus.ENDED, date(2026, 1, 1)
        held = work.session.scalars(select(PostHolding).where(PostHolding.person_id == posting.person_id)).one()
        held.to_on = date(2026, 1, 1)
    early = take(store, given([], [], [{**roster()[0], "村编码": OTHER_VILLAGE}]))
    assert [each.code for each in early.findings.wrong] == ["posted_until"]
    anew = take(store, given([], [], [{**roster()[0], "村编码": OTHER_VILLAGE, "派驻起始": "2026-02-01"}]))
    assert (anew.findings.wrong, anew.counts["postings"].new, anew.counts["posts"].new) == ([], 1, 1)


def test_a_withdrawn_post_is_given_to_nobody(store: Store) -> None:
    take(store, given())
    with store.write() as work:
        work.session.get_one(Post, "inspector").withdrawn_on = date(2026, 1, 1)
    taking = take(store, given([], [{**people()[3], "岗位": "inspector", "任职起始": ""}], []))
    assert [(each.place.letter, each.code) for each in taking.findings.wrong] == [("F", "post_withdrawn")]


def test_a_unit_moves_with_all_below_until_there_are_cases(store: Store) -> None:
    world = build_office(store)
    rows = [{"编码": "SCHOOL", "名称": "学校", "类型": "机关单位", "上级编码": "BUREAU"}]
    with store.read() as work:
        school = work.session.scalars(select(Unit).where(Unit.code == "SCHOOL")).one()
        rows[0]["名称"], was = school.name, school.path
    taking = take(store, [as_csv("单位.csv", rows)])
    assert [each.code for each in taking.findings.changes] == ["changed"]
    with store.read() as work:
        assert work.session.scalars(select(Unit.path).where(Unit.code == "SCHOOL")).one() == "/CITY/BUREAU/SCHOOL/"
    with transaction(store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    back = take(store, [as_csv("单位.csv", [{**rows[0], "上级编码": "CITY"}])])
    assert [each.code for each in back.findings.wrong] == ["unit_moves"]
    assert "BUREAU" in back.findings.wrong[0].sentence.en
    with store.read() as work:
        assert work.session.scalars(select(Unit.path).where(Unit.code == "SCHOOL")).one() != was
        assert verify(work).is_intact


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sheets_of_one_workbook_with_titles_and_english_heads_are_read(store: Store) -> None:
    english = {
        "编码": "Code",
        "名称": "name",
        "类型": "Kind*",
        "上级编码": "Parent code",
        "围栏半径（米）": "Fence radius (m)",
        "村别": "village kind",
        "纬度": "LATITUDE",
        "经度": "longitude",
        "简称": "备注",
        "英文名称": "English name",
    }
    rows = [{english[head]: row[head] for head in reversed(list(row))} for row in units()]
    rows[0]["备注"] = "=HYPERLINK"
    book = as_workbook(("units", rows), ("说明", [{"随便": "写点什么"}]), ("人员", people()), ("花名册", roster()))
    taking = take(store, [GivenFile("office.xlsx", book)])
    assert taking.findings.wrong == []
    assert {name: each.new for name, each in taking.counts.items()} == ALL
    of_files = [each.code for each in taking.findings.notes if each.place.file]
    assert sorted(of_files) == ["column_left_out", "sheet_left_out"]
    broken = [{**row, "name": row["name"]} for row in rows]
    for row in broken:
        del row["Kind*"]
    broken_book = as_workbook(("units", broken), ("人员", [{**people()[0], "姓 名": "两次"}]))
    twice = look(
        store, [GivenFile("a.xlsx", broken_book), GivenFile("b.pdf", b"%PDF-1.7"), as_csv("c.csv", [{"甲": "乙"}])]
    )
    found = {each.code: each for each in twice.findings.wrong}
    assert set(found) == {"columns_missing", "head_twice", "not_a_spreadsheet", "no_register"}
    near = look(store, [as_csv("d.csv", [{"编号": "1", "名称": "甲", "单位类型": "市"}])]).findings.wrong
    assert [each.code for each in near] == ["heads_unlike"]
    assert "最接近单位表；缺少：编码、上级编码" in near[0].sentence.zh
    assert "无法识别：编号" in near[0].sentence.zh
    assert "类型" in found["columns_missing"].sentence.zh
    assert found["head_twice"].place.in_words("zh") == "a.xlsx · 人员 · 第 3 行 · J 列"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_written_is_taken_again_without_a_change_and_nothing_in_it_is_a_formula(store: Store) -> None:
    take(store, given(changed(units(), 2, 名称="=1+1", 英文名称="@SUM(A1)"), changed(people(), 0, 姓名="-2+3|cmd")))
    for locale in ("zh_CN", "en"):
        with store.read() as work:
            books = registers_as_they_stand(work, locale)
        again = take(store, [GivenFile(f"{register}.xlsx", books[register]) for register in reversed(Register)])
        assert (again.findings.wrong, again.findings.notes, again.is_anything) == ([], [], False)
        assert again.counts["postings"].same == 2
    for book in (*books.values(), *blank_registers("zh_CN").values()):
        sheets = _parts(book)
        assert sheets
        assert all("<f>" not in sheet and "<hyperlink" not in sheet for sheet in sheets)
    said = _parts(blank_registers("zh_CN")[Register.PEOPLE], "xl/sharedStrings.xml")[0]
    assert "设在哪类单位" in said
    assert "<t>机关单位、办事机构</t>" in said, "which units a post of an organ is of"
    assert any("-2+3|cmd" in part for part in _parts(books[Register.PEOPLE], "xl/sharedStrings.xml"))


def _parts(book: bytes, name: str = "xl/worksheets/") -> list[str]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return [package.read(each).decode() for each in package.namelist() if each.startswith(name)]
