"""What differs between two states of a procedure: lines of files, elements in words, and nothing where nothing does."""

from __future__ import annotations

from workflows.procedure import read_files
from workflows.studio.beginnings import files_of_template
from workflows.studio.changes import MOST_LINES, ChangeKind, LineKind, changes_between

FILES = files_of_template("approval", "car_loan", "公车借用")
PROCEDURE = read_files("car_loan", FILES)


def test_nothing_differs_from_itself_wherever_its_lines_stand() -> None:
    assert changes_between(FILES, FILES, PROCEDURE, PROCEDURE).is_none
    moved = {**FILES, "car_loan.bpmn": FILES["car_loan.bpmn"].replace(b"<bpmn:process", b"\n\n<bpmn:process", 1)}
    found = changes_between(FILES, moved, PROCEDURE, read_files("car_loan", moved))
    assert [change.name for change in found.files] == ["car_loan.bpmn"]
    assert not found.elements


def test_elements_are_told_in_words_with_what_of_them_changed() -> None:
    drawn = FILES["car_loan.bpmn"].decode()
    for old, new in (
        ('name="审批"', 'name="审核"'),
        ('<zeebe:property name="separate_from" value="asked" />', ""),
        ('=outcome = "refuse"', '=outcome != "grant" and outcome != "return"'),
        ("granted", "agreed"),
    ):
        assert old in drawn
        drawn = drawn.replace(old, new)
    files = {**FILES, "car_loan.bpmn": drawn.encode()}
    changes = changes_between(FILES, files, PROCEDURE, read_files("car_loan", files))
    found = {change.id: (change.kind, tuple(change.parts)) for change in changes.elements}
    assert found["approve"] == (ChangeKind.CHANGED, ("name", "properties"))
    assert found["refused_flow"] == (ChangeKind.CHANGED, ("condition",))
    assert found["agreed"][0] is ChangeKind.ADDED
    assert found["granted"][0] is ChangeKind.REMOVED
    assert found["result"] == (ChangeKind.CHANGED, ("flows",))
    assert "supplement" not in found
    names = {change.id: (change.label("zh_CN"), change.label("en")) for change in changes.elements}
    assert names["approve"] == ("审核", "Approve")


def test_files_are_compared_line_by_line_within_bounds() -> None:
    files = {**FILES, "labels.en.yaml": FILES["labels.en.yaml"].replace(b"process: Approval", b"process: Car loan")}
    files["scenarios/long.yaml"] = b"x: 1\n" * 1_000
    del files["scenarios/refused.yaml"]
    found = {change.name: change for change in changes_between(FILES, files, PROCEDURE, None).files}
    label = found["labels.en.yaml"]
    assert (label.kind, label.added, label.removed) == (ChangeKind.CHANGED, 1, 1)
    told = [(line.kind, line.text) for line in label.lines if line.kind in (LineKind.OLD, LineKind.NEW)]
    assert told == [(LineKind.OLD, "process: Approval"), (LineKind.NEW, "process: Car loan")]
    assert found["scenarios/refused.yaml"].kind is ChangeKind.REMOVED
    long = found["scenarios/long.yaml"]
    assert (long.kind, len(long.lines), long.added) == (ChangeKind.ADDED, MOST_LINES, 1_000)
    assert long.left_out == 1_001 - MOST_LINES
