"""The report of an import as a paper (导入报告): a line for each thing asked or told, by sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.attendance.import_words import RowKind
from workflows.attendance.models import AttendanceImport, AttendanceRow
from workflows.attendance.results import Place
from workflows.attendance.stored_rows import finding_of
from workflows.casework.ledgers import Line
from workflows.people import Person
from workflows.procedure.ledger_model import LedgerColumn, LedgerFile
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

_WHERE = Sentence("Where it stands", "位置")
REPORT = LedgerFile(
    "import_report",
    "",
    Sentence("Report of an import", "导入报告"),
    (),
    "",
    (
        LedgerColumn("kind", Sentence("Kind", "类别"), "", None, 10),
        LedgerColumn("sheet", Sentence("Sheet", "工作表"), "", _WHERE, 14),
        LedgerColumn("row", Sentence("Row", "行"), "", _WHERE, 8),
        LedgerColumn("column", Sentence("Column", "列"), "", _WHERE, 14),
        LedgerColumn("value", Sentence("Value", "内容"), "", None, 22),
        LedgerColumn("member", Sentence("Member", "队员"), "", None, 10),
        LedgerColumn("day", Sentence("Day", "日期"), "", None, 12),
        LedgerColumn("said", Sentence("What is wrong, what to do", "问题和处理办法"), "", None, 60),
    ),
)
_KINDS = {RowKind.ASKED: Sentence("to be looked at", "须核对"), RowKind.TOLD: Sentence("worth knowing", "提示")}


def report_lines(work: UnitOfWork, made: AttendanceImport, locale: str) -> Iterator[Line]:
    """Every line of the report in its order; whoever asks was asked for the right to the import before."""
    of_import = (AttendanceRow.import_id == made.id, AttendanceRow.kind.in_(_KINDS))
    statement = (
        select(AttendanceRow, Person.name)
        .outerjoin(Person, Person.id == AttendanceRow.person_id)
        .where(*of_import)
        .order_by(AttendanceRow.number)
        .execution_options(yield_per=500)
    )
    for row, name in work.session.execute(statement):
        finding = finding_of(row.said, row.day)
        place = finding.place
        cells = (
            _KINDS[row.kind].in_language(locale),
            place.sheet or None,
            place.row,
            str(Place(column=place.column)) or None,
            finding.value or None,
            name,
            row.day,
            finding.sentence.in_language(locale),
        )
        yield Line(made.id, row.day or made.month, cells, False)
