"""What a county waits for before its facts are settled: the villages' lists, and imports that are finished."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from sqlalchemy import or_, select

from workflows.assessment.lists import rows_of_lists
from workflows.assessment.opening import members_of
from workflows.assessment.operations.opening import CountyGiven, county_named
from workflows.attendance.import_words import ImportState
from workflows.attendance.models import AttendanceImport
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.people.models import Unit
from workflows.sentence import Sentence


class ListColumns(TypedDict):
    """What a row of a village's list shows; `secretary` answers on it."""

    secretary: str | None
    village: str
    members: str
    member_1: str
    member_2: str
    member_3: str
    member_4: str
    member_5: str


class ListRowGiven(TypedDict):
    """A row, as `case.open_rows` reads it."""

    key: str
    name: str
    columns: ListColumns
    group: NotRequired[str]


class ListsGiven(TypedDict):
    """The rows of the villages' lists."""

    list_rows: list[ListRowGiven]


class Nothing(TypedDict):
    """Nothing is written."""


@operation(
    "assessment.list_rows",
    Sentence(
        "Make the rows of the villages' monthly lists: a row for each team, with its members and the secretary who answers.",
        "生成村级月度名单的各行：每支工作队一行，载明队员和负责答复的村支部书记。",
    ),
)
def list_rows(call: OperationCall, given: CountyGiven) -> ListsGiven:
    """Operation `assessment.list_rows`."""
    rows: list[ListRowGiven] = []
    for each in rows_of_lists(call.work, members_of(call.work, call.case)):
        names = [member.person.name for member in each.members] + [""] * 5
        columns: ListColumns = {
            "secretary": None if each.secretary is None else str(each.secretary),
            "village": each.team.village.unit.name,
            "members": "、".join(name for name in names if name),
            "member_1": names[0],
            "member_2": names[1],
            "member_3": names[2],
            "member_4": names[3],
            "member_5": names[4],
        }
        rows.append({"key": each.key, "name": each.team.name, "columns": columns})
    return {"list_rows": rows}


@operation(
    "assessment.require_imports",
    Sentence(
        "Go on only where no attendance file of the month is open for the county: its queue is empty, or finished with a reason.",
        "核对本县当月考勤文件均已办结：待确认人员已清空，或已说明理由办结；否则不继续。",
    ),
    throws={"imports_open": ["import_problem"]},
)
def require_imports(call: OperationCall, given: CountyGiven) -> Nothing:
    """Operation `assessment.require_imports`. Throws `imports_open`, naming the files. An office without files goes on: lists and
    decisions are its sources."""
    county = county_named(call.work, given.unit)
    above = [f"/{'/'.join(part)}/" for part in _lines_of(county.path)]
    statement = (
        select(AttendanceImport.name)
        .join(Unit, Unit.id == AttendanceImport.unit_id)
        .where(
            AttendanceImport.month == given.month,
            AttendanceImport.state.in_((ImportState.STORING, ImportState.OPEN)),
            or_(Unit.path.startswith(county.path, autoescape=True), Unit.path.in_(above)),
        )
        .order_by(AttendanceImport.taken_at)
    )
    names = call.work.session.scalars(statement).all()
    if names:
        raise BpmnError("imports_open", variables={"import_problem": "、".join(names)})
    return {}


def _lines_of(path: str) -> list[list[str]]:
    codes = [code for code in path.split("/") if code]
    return [codes[: number + 1] for number in range(len(codes))]
