"""Ledgers: what their files may hold, who reads which row, page and workbook."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.away import in_the_place_of
from tests.clock import MovingClock
from tests.leave.test_withdrawing import Pages, granted
from workflows.casework.ledgers import Wanted, ledger_named, ledgers_of, lines_of
from workflows.casework.models import LedgerRow, SheetRow
from workflows.casework.operations import registered_operations
from workflows.people.posts import shipped_posts
from workflows.people.relatives import declare_relative
from workflows.procedure import Problem
from workflows.procedure.checks import check
from workflows.procedure.reader import read
from workflows.store import Store

FOLDER = Path(__file__).parents[2] / "bpmn" / "leave_request"
LEDGER = "ledgers/leave.yaml"
FILES = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
# Who reads which rows: by the process's readers in their units, narrowed by the ledger's own.
ROWS: dict[str, int | None] = {
    "county": 2,
    "other_county": 0,
    "group_leader": 2,
    "director": 2,
    "township": None,
    "member": None,
    "leader": None,
    "group": None,
    "administrator": None,
}


class Sheet:
    """The first sheet of a workbook as it is stored."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            self._root = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))

    def said(self, place: str) -> str:
        """What stands in a cell."""
        return "".join(self._root.xpath(f"//*[local-name()='c'][@r='{place}']//text()"))

    def all(self, tag: str, name: str) -> list[str]:
        """An attribute of every such element."""
        return [str(each) for each in self._root.xpath(f"//*[local-name()='{tag}']/@{name}")]


def problems(*changes: tuple[str, str], file: str = LEDGER) -> list[str]:
    """The codes of what the check finds after these changes of a file, with what it suggests."""
    text = FILES[file].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    procedure, found = read("leave_request", {**FILES, file: text.encode()})
    every: tuple[Problem, ...] = found
    if procedure is not None:
        every += tuple(check(procedure, posts=shipped_posts(), operations=registered_operations()))
    said = [each for each in every if "ledger" in each.code]
    assert all(
        each.line or each.code in ("ledger_unwritten", "ledger_key_missing", "operation_header_ledger") for each in said
    )
    return [each.code + each.sentence.en.partition("Did you mean ")[2].rstrip("?") for each in said]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("title:", "titel:"), ["ledger_key_unknowntitle", "ledger_key_missing"]),
        (("key: village,", "key: member,"), ["ledger_column_twice"]),
        (("width: 18", "wdth: 18"), ["ledger_key_unknownwidth"]),
        (("width: 18", "width: 200"), ["ledger_value"]),
        (("value: =member_name", "value: member_name"), ["ledger_value"]),
        (("value: =member_name", "value: =membr_name"), ["ledger_name_unwrittenmember_name"]),
        (("[county_office,", "[county_offise,"), ["ledger_postcounty_office"]),
        (("[county_office,", "[township_committee,"), ["ledger_not_reader"]),
        (("value: =whereabouts", "value: =medical"), ["ledger_narrowed", "ledger_writes_record"]),
    ],
)
def test_what_a_ledger_misspells_is_told_by_name(change: tuple[str, str], found: list[str]) -> None:
    assert problems(change) == found


def test_a_ledger_that_nothing_writes_and_a_step_that_names_none_are_told() -> None:
    assert problems() == []
    wrong = problems(('key="ledger" value="leave"', 'key="ledger" value="leav"'), file="leave_request.bpmn")
    assert sorted(wrong) == ["ledger_unwritten", *["operation_header_ledgerleave"] * 3]


@pytest.fixture
def pages(store: Store) -> Pages:
    """Two leaves of a county: one closed, one whose case was cancelled."""
    return Pages(store)


def two_leaves(pages: Pages, clock: MovingClock) -> None:
    """One leave granted and cancelled by the county, one taken and closed a day late."""
    granted(pages.office, leave_from="2026-04-01", leave_to="2026-04-02", whereabouts='="=1+1"')
    pages.cancel("county")
    granted(pages.office)
    clock.move_to("2026-03-13 18:00")
    pages.office.do("report_back", "member", returned_on="2026-03-13", return_note="返程班车停运，次日才能返村。")
    pages.office.do("confirm_return", "leader")


def test_each_reader_sees_the_rows_of_their_units_and_nobody_else_sees_any(pages: Pages, clock: MovingClock) -> None:
    two_leaves(pages, clock)
    found: dict[str, int | None] = {}
    for name in ROWS:
        actor = pages.office.actor(name)
        with pages.office.store.read() as work:
            if not ledgers_of(work, actor):
                found[name] = None
                continue
            opened = ledger_named(work, actor, "leave_request", "leave")
            found[name] = len(lines_of(work, actor, opened, Wanted()).lines)
    assert found == ROWS
    for name in ("township", "administrator"):
        pages.of(name).get("/ledgers/leave_request/leave", 404)
        pages.of(name).get("/ledgers/leave_request/leave/workbook", 404)
    assert "没有对您的岗位开放的台账" in pages.of("township").get("/ledgers").words


def test_a_line_over_a_row_about_a_relative_is_not_read(pages: Pages, clock: MovingClock) -> None:
    two_leaves(pages, clock)
    director, leader = (pages.office.actor(name).person_id for name in ("director", "leader"))
    with pages.office.store.write() as work:
        line = work.session.scalars(select(LedgerRow).order_by(LedgerRow.day_at)).first()
        assert line is not None
        of_line = {"case_id": line.case_id, "process_id": line.process_id, "sheet": "days", "key": line.entry}
        work.session.add(SheetRow(name="领队", person_id=leader, opened_at=work.now, **of_line))
    assert len(pages.of("director").get("/ledgers/leave_request/leave").all("//tbody/tr")) == 2
    with pages.office.store.write() as work:
        declare_relative(work, director, leader, "affinity", None)
    assert len(pages.of("director").get("/ledgers/leave_request/leave").all("//tbody/tr")) == 1
    # Nor in the director's place; whose own post reads the line, still does.
    absent = pages.office.actor("director")
    for name, seen in (("group", 1), ("county", 2)):
        substitute = in_the_place_of(absent, pages.office.actor(name))
        with pages.office.store.read() as work:
            opened = ledger_named(work, substitute, "leave_request", "leave")
            assert len(lines_of(work, substitute, opened, Wanted()).lines) == seen


def test_a_ledger_is_a_page_and_a_workbook(pages: Pages, clock: MovingClock) -> None:
    two_leaves(pages, clock)
    reader = pages.of("director")
    assert "请销假台账" in reader.get("/ledgers").words
    page = reader.get("/ledgers/leave_request/leave")
    rows = [[cell.text_content().strip() for cell in row.findall("td")] for row in page.all("//tbody/tr")]
    assert rows[0][:6] == ["member", "V1单位", "事假", "2026-04-01", "2026-04-02", "2"], "the latest day first"
    assert "已终止" in rows[0][-1]
    assert rows[1][:12] == [
        *("member", "V1单位", "事假", "2026-03-09", "2026-03-11", "3", "青禾市区", "township", "—", "2026-03-13"),
        *("1", "—"),
    ]
    assert [head.text_content() for head in page.all("//th[@scope='colgroup']")] == ["请假", "销假"]
    assert len(reader.get("/ledgers/leave_request/leave?from=2026-04-01&to=2026-04-30").all("//tbody/tr")) == 1
    assert len(reader.get("/ledgers/leave_request/leave?q=青禾市区").all("//tbody/tr")) == 1
    with reader.client.get("/ledgers/leave_request/leave/workbook") as answer:
        sheet = Sheet(answer.data)
    assert (sheet.said("A1"), sheet.said("E4")) == ("请销假台账", "46113"), "a day is a number: 2026-04-01"
    assert [sheet.said(f"{column}2") for column in "DK"] == ["请假", "销假"]
    assert [sheet.said(f"{column}3") for column in "ABDE"] == ["序号", "姓名", "类别", "起"]
    assert {*sheet.all("mergeCell", "ref")} >= {"A1:N1", "D2:J2", "K2:L2"}
    assert (sheet.all("pane", "topLeftCell"), sheet.all("autoFilter", "ref")) == (["C4"], ["A3:N5"])
    assert (sheet.all("pageSetup", "orientation"), sheet.all("pageSetup", "paperSize")) == (["landscape"], ["9"])
    assert (sheet.said("H4"), sheet.all("f", "t")) == ("=1+1", []), "a text is no formula"
    assert (sheet.said("N4"), sheet.said("G5")) == ("案件已终止", "3")
    with pages.office.store.read() as work:
        written = work.session.scalars(select(LedgerRow.element_id).order_by(LedgerRow.day_at)).all()
    assert written == ["record_return", "record_leave"], "the row is written anew by each step"
