"""What `check` says of sheets: each mistake by its sentence, with the name that was probably meant."""

from __future__ import annotations

from collections.abc import Mapping

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import form as written
from tests.casework.world import text
from tests.sheets.sheet_office import POINTS
from workflows.casework.operations import registered_operations
from workflows.procedure import Severity, check, read_files, read_folder
from workflows.procedure.signatures import SheetWords
from workflows.sentence import Sentence

FILES = dict(read_folder(POINTS).files)
DECLARED = SheetWords(
    "office.points",
    Sentence("Points", "得分"),
    {"days": Sentence("Days", "天数"), "late": Sentence("Late", "迟到")},
    ("points", "remarks", "proof"),
    ("points", "proof"),
)


def errors(
    *,
    form: str = "score",
    sheets: Mapping[str, SheetWords] | None = None,
    files: Mapping[str, bytes] | None = None,
    **changes: str,
) -> list[str]:
    """The errors of the points procedure with texts changed, `old => new`: of its diagram as `drawn`, of one form as `asked`."""
    files = {**FILES, **(files or {})}
    for place, change in changes.items():
        old, new = (part.encode() for part in change.split(" => "))
        file = "monthly_points.bpmn" if place == "drawn" else f"forms/{form}.form"
        assert old in files[file], f"{old!r} stands nowhere in {file}"
        files[file] = files[file].replace(old, new)
    known = {"operations": registered_operations(), "called": {}, "functions": ()}
    found = check(read_files("monthly_points", files), sheets=sheets or {}, **known)  # type: ignore[arg-type]
    return [problem.sentence.en for problem in found if problem.severity is Severity.ERROR]


END = '<zeebe:property name="separate_from" value="score" />'
OVER = '<zeebe:property name="sheet" value="points" />'
READS = '<zeebe:taskDefinition type="case.read_rows" /><zeebe:taskHeaders><zeebe:header key="sheet" value="points" />'
MANY = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=[1, 2]" inputElement="one" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)


def test_the_procedure_as_it_stands_has_no_error() -> None:
    assert errors() == []


def test_rows_that_nothing_opens_or_nobody_goes_over() -> None:
    told = errors(drawn=f"{OVER}</zeebe:properties> => {OVER.replace('points', 'point')}</zeebe:properties>")
    assert told[0] == (
        "score goes over the sheet point, but nothing in this diagram opens its rows; call case.open_rows with the header "
        "sheet = point before it. Did you mean points?"
    )
    assert errors(drawn=f"{READS} => {READS.replace('points', 'ponits')}") == [
        "rank names the sheet ponits, but no task here goes over it; give a user task the property sheet = ponits. "
        "Did you mean points?"
    ]


def test_what_a_task_over_rows_cannot_have() -> None:
    assert errors(drawn=f'{END} => <zeebe:property name="sealed_until" value="done" />') == [
        "confirm goes over a sheet, whose rows cannot be sealed; remove sealed_until, or ask what must stay sealed in another task."
    ]
    told = errors(drawn=f'{OVER}{END} => <zeebe:property name="sheet_group" value="a" />')
    assert "confirm has sheet_group but no sheet; name the sheet too, or remove it." in told
    again = '<zeebe:property name="sheet_again" value="=[1]" />'
    assert "confirm has sheet_again but no sheet; name the sheet too, or remove it." in errors(
        drawn=f"{OVER}{END} => {again}"
    )
    assert errors(drawn=f'{END} => <zeebe:property name="sheet_group" value="a" />{again}') == [
        "confirm cuts its sheet into groups and says which rows a later round asks again; only a task over the whole sheet can. "
        "Remove one of sheet_group and sheet_again."
    ]
    close = "</zeebe:properties></bpmn:extensionElements>"
    assert errors(drawn=f"{END}{close} => {close}{MANY}") == [
        "confirm runs once for each item, all over the same rows of points; say by sheet_group which rows each of them has."
    ]


def test_the_form_of_a_row_fits_the_columns() -> None:
    assert errors(asked='"days" => "day"') == [
        "day is only shown, but the rows of the sheet points have no such column; they have days, late, outcome. "
        "Did you mean days?"
    ]
    reserved = "A row is read back with name under that name already; call the question something else."
    assert reserved in errors(asked='"remark" => "name"')
    assert errors(form="confirm", asked='"label": "意见", => "label": "意见", "disabled": true,') == [
        "The form of a row only shows and asks nothing, so no row could be settled; add a question that is answered.",
        "outcome is only shown, but the rows of the sheet points have no such column; they have days, late, points, remark.",
    ]
    assert errors(form="confirm", asked='"label": "意见", => "label": "意见", "properties": {"confirm": "agree"},') == [
        "outcome asks once more before it is done, which a table does not; remove confirm: a row can be saved again."
    ]
    button = {"type": "button", "id": "keep", "label": "保存", "properties": {"confirm": "submit"}}
    told = errors(files={"forms/score.form": written("score", text("proof"), button)})
    assert any("keep asks once more before it is done" in sentence for sentence in told)
    rows = {"type": "dynamiclist", "path": "proofs", "label": "证明", "components": [text("proof")]}
    told = errors(files={"forms/score.form": written("score", rows)})
    assert any("is a list inside a row, which a table cannot show" in sentence for sentence in told)
    told = errors(files={"forms/score.form": written("score", {"type": "filepicker", "key": "proof", "label": "证明"})})
    assert any("proof asks for files in a row of a table" in sentence for sentence in told)


def test_what_is_answered_on_a_row_is_no_variable_of_the_case() -> None:
    told = errors(drawn="for n in 1..units return => for n in 1..points return")
    assert len(told) == 1
    assert "points, but no form, mapping, operation or caller gives it" in told[0]
    assert errors(drawn="for n in 1..units return => for n in 1..rows_settled return") == []


def test_a_declared_sheet_is_held_against_the_form() -> None:
    declared = {"office.points": DECLARED}
    told = errors(drawn='value="points" => value="office.point"', sheets=declared)
    assert "score goes over the sheet office.point, which no room declares. Did you mean office.points?" in told
    assert sorted(errors(drawn='value="points" => value="office.points"', sheets=declared)) == [
        "The sheet office.points needs points on each row, but the form of a row does not ask it; add the question.",
        "The sheet office.points needs proof on each row, but the form of a row does not ask it; add the question.",
        "The sheet office.points needs proof on each row, but the form of a row does not ask it; add the question.",
        "The sheet office.points takes no answer outcome; it takes points, remarks, proof.",
        "The sheet office.points takes no answer remark; it takes points, remarks, proof. Did you mean remarks?",
    ]
