"""What `check` says of steps that ask the persons of rows: each mistake by its sentence, with the name that was probably meant."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.sheets.heard_office import HEARD
from workflows.casework.operations import registered_operations
from workflows.procedure import Severity, check, read_files, read_folder

FILES = dict(read_folder(HEARD).files)
SHEET = '<zeebe:header key="sheet" value="points" /><zeebe:header key="form"'
SILENCE = '<zeebe:header key="silence" value="confirm" />'
DIAGRAM, SAY = "heard_points.bpmn", "forms/say.form"

# file, what stands there, what is written in its place, the one error
MISTAKES = {
    "a sheet that nothing opens": (
        DIAGRAM,
        SHEET,
        SHEET.replace("points", "ponits"),
        "ask asks the persons of the sheet ponits, but nothing in this diagram opens its rows; call case.open_rows with the header "
        "sheet = ponits before it. Did you mean points?",
    ),
    "rows that name nobody": (
        DIAGRAM,
        ", person: [first, second][n]",
        "",
        "ask asks the persons of the sheet points, but its rows name none; give each row a person, or say by the header person "
        "which column names them.",
    ),
    "a column that the rows do not have": (
        DIAGRAM,
        SILENCE,
        f'{SILENCE}<zeebe:header key="person" value="secretry" />',
        "ask takes whom it asks from the column secretry, which the rows do not have; they have days, secretary. Did you mean "
        "secretary?",
    ),
    "silence that is no outcome": (
        DIAGRAM,
        SILENCE,
        SILENCE.replace("confirm", "confirmed"),
        "ask takes silence as confirmed, which the form does not offer as an outcome; it offers appeal, confirm. Did you mean "
        "confirm?",
    ),
    "no meaning of silence": (
        DIAGRAM,
        SILENCE,
        "",
        "ask does not say what it means when nothing is said; name by the header silence one outcome of the form say: appeal, "
        "confirm.",
    ),
    "a form that is not there": (
        DIAGRAM,
        'key="form" value="say"',
        'key="form" value="sey"',
        "ask shows the form sey, but there is no forms/sey.form.",
    ),
    "an end of the sheet that there is not": (
        DIAGRAM,
        SILENCE,
        f'{SILENCE}<zeebe:header key="sheet_end" value="wait" />',
        "ask gives case.ask_rows the header sheet_end = wait; it must be one of may_close, waits, withdraws.",
    ),
    "a column that is only shown and that no row has": (
        SAY,
        '"key": "days"',
        '"key": "nights"',
        "nights is only shown, but the rows of the sheet points have no such column; they have days, grounds, outcome, reply, "
        "secretary, witness.",
    ),
    "a key that the office answers too": (
        "forms/review.form",
        '"key": "grounds", "label": "本人理由", "disabled": true',
        '"key": "grounds", "label": "理由"',
        "grounds is asked of the person and of the office, so one would overwrite the other; call it something else here. The "
        "sheet is points.",
    ),
    "a key that has a meaning already": (
        SAY,
        '"key": "grounds"',
        '"key": "said"',
        "A row is read back with said under that name already; call the question something else.",
    ),
    "a variable of the case": (
        SAY,
        'outcome != \\"appeal\\"',
        "rows_asked > 1",
        "The condition that hides grounds reads rows_asked, but whoever answers on a row sees that row alone; give it as a column.",
    ),
    "silence where nothing is chosen": (
        SAY,
        '"key": "outcome"',
        '"key": "view"',
        "ask takes silence as confirm, but the form say asks no outcome; add the question outcome, or remove the header.",
    ),
    "what a step asked shown as if a step had answered it": (
        DIAGRAM,
        '<zeebe:property name="sheet" value="points" />',
        '<zeebe:property name="sheet" value="points" /><zeebe:property name="shows" value="ask" />',
        "review is to show ask, which has no form and so no answers; name a task of a person, or the start event with a form.",
    ),
}


def errors(file: str = DIAGRAM, old: str = "", new: str = "") -> list[str]:
    """The errors of the procedure with one text changed."""
    assert old.encode() in FILES[file], f"{old!r} stands nowhere in {file}"
    files = {**FILES, file: FILES[file].replace(old.encode(), new.encode())}
    found = check(read_files("heard_points", files), sheets={}, operations=registered_operations(), called={})
    return [problem.sentence.en for problem in found if problem.severity is Severity.ERROR]


def test_the_procedure_as_it_stands_has_no_error() -> None:
    assert errors() == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told(mistake: str) -> None:
    file, old, new, told = MISTAKES[mistake]
    found = errors(file, old, new)
    assert any(told in sentence for sentence in found), found
