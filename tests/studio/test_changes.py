"""What differs between two states of a procedure: lines of files, elements in words, and nothing where nothing does."""

from __future__ import annotations

from workflows.procedure import read_files
from workflows.settings import ROOT
from workflows.studio.beginnings import files_of_template
from workflows.studio.changes import MOST_LINES, ChangeKind, LineKind, changes_between
from workflows.studio.row_changes import rows_between
from workflows.studio.uses import NameKind, names_of, uses_of

FILES = files_of_template("approval", "car_loan", "公车借用", name_en="Approval")
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
    files = {**FILES, "labels.en.yaml": FILES["labels.en.yaml"].replace(b'"Approval"', b'"Car loan"')}
    files["scenarios/long.yaml"] = b"x: 1\n" * 1_000
    del files["scenarios/refused.yaml"]
    found = {change.name: change for change in changes_between(FILES, files, PROCEDURE, None).files}
    label = found["labels.en.yaml"]
    assert (label.kind, label.added, label.removed) == (ChangeKind.CHANGED, 1, 1)
    told = [(line.kind, line.text) for line in label.lines if line.kind in (LineKind.OLD, LineKind.NEW)]
    assert told == [(LineKind.OLD, 'process: "Approval"'), (LineKind.NEW, 'process: "Car loan"')]
    assert found["scenarios/refused.yaml"].kind is ChangeKind.REMOVED
    long = found["scenarios/long.yaml"]
    assert (long.kind, len(long.lines), long.added) == (ChangeKind.ADDED, MOST_LINES, 1_000)
    assert long.left_out == 1_001 - MOST_LINES


def test_rules_questions_and_parts_are_told_row_by_row() -> None:
    table = (ROOT / "bpmn/assessment_county/monthly_grade.dmn").read_bytes()
    old = {**FILES, "grade.dmn": table}
    new = {
        **old,
        "grade.dmn": table.replace(b"&gt;= 60", b"&gt;= 65", 1),
        "forms/supplement.form": FILES["forms/supplement.form"].replace("补充说明".encode(), "补充材料".encode()),
        "notices/granted.yaml": FILES["notices/granted.yaml"].replace("已同意".encode(), "已获同意".encode()),
    }
    (rule,) = rows_between("grade.dmn", old, new, "zh_CN")
    assert rule.name == "月度等次 4"
    assert (">= 60" in rule.before, ">= 65" in rule.after) == (True, True)
    (question,) = rows_between("forms/supplement.form", old, new, "zh_CN")
    assert (question.name, "补充材料" in question.after) == ("more", True)
    (part,) = rows_between("notices/granted.yaml", old, new, "zh_CN")
    assert (part.name, part.after) == ("text.zh", "你的申请“{{subject}}”已获同意。")
    assert [
        row.after for row in rows_between("forms/supplement.form", old, FILES | {"forms/supplement.form": b"{"}, "en")
    ] == [""]


def test_a_name_is_found_wherever_a_procedure_says_it() -> None:
    found = uses_of("supplement", {"car_loan": PROCEDURE})
    assert {place.file for place in found.places["car_loan"]} >= {
        "car_loan.bpmn",
        "forms/supplement.form",
        "labels.en.yaml",
    }
    assert not uses_of("supplemen", {"car_loan": PROCEDURE}).count
    names = names_of(PROCEDURE, {"general_group": "综合组", "inspector": "暗访组"})
    assert names[NameKind.POST] == {"general_group": "综合组"}
    assert set(names[NameKind.NOTICE]) == {"granted", "refused"}
    assert names[NameKind.OPERATION] == {"case.notify": ""}
