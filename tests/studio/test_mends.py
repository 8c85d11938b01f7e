"""One-click mends: each takes its problem away, changes its own lines only, and says what it did."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from itertools import combinations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.errors import InvalidRequest
from workflows.casework.publishing import check_all
from workflows.people.posts import shipped_posts
from workflows.procedure import read, read_files
from workflows.procedure.reader import folder_files
from workflows.settings import ROOT
from workflows.studio.beginnings import files_of_template
from workflows.studio.english import LABELS, texts_of, with_english
from workflows.studio.folder import Folder
from workflows.studio.layout import layout_of, with_layout
from workflows.studio.mends import MendKind, mended, mends_of

FILES = files_of_template("approval", "car_loan", "公车借用", name_en="Approval")
DIAGRAM = "car_loan.bpmn"
POSTS = {key: post.name for key, post in shipped_posts().items()}


def folder_of(files: Mapping[str, bytes]) -> Folder:
    """The files, read and checked."""
    procedure, unread = read("car_loan", files)
    checked = check_all({"car_loan": procedure}, shipped_posts()) if procedure is not None else []
    return Folder("car_loan", files, "", procedure, (*unread, *(each for each in checked if each not in unread)))


def with_drawn(old: str, new: str) -> dict[str, bytes]:
    """The files with a piece of the diagram replaced."""
    drawn = FILES[DIAGRAM].decode()
    assert old in drawn
    return {**FILES, DIAGRAM: drawn.replace(old, new).encode()}


def added(before: Mapping[str, bytes], after: Mapping[str, bytes], file: str = DIAGRAM) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    lines = list(difflib.unified_diff(*(files[file].decode().splitlines() for files in (before, after)), n=0))[2:]
    return [line[1:].strip() for line in lines if line[0] == "-"], [
        line[1:].strip() for line in lines if line[0] == "+"
    ]


def test_a_missing_form_is_made_with_a_question_and_shown_by_its_step() -> None:
    files = with_drawn('        <zeebe:formDefinition formId="approve" />\n', "")
    files["labels.en.yaml"] = b"".join(
        line for line in files["labels.en.yaml"].splitlines(keepends=True) if b"form:approve" not in line
    )
    del files["forms/approve.form"]
    before = folder_of(files)
    done = mended(before, "form_missing", "approve", MendKind.FORM, "approve", POSTS)
    after = folder_of({**files, **done.files})
    assert added(files, after.files) == ([], ['<zeebe:formDefinition formId="approve" />'])
    assert done.opens == "forms/approve.form"
    assert after.procedure is not None
    assert [(field.key, field.label) for field in after.procedure.forms["approve"].inputs] == [("remark", "意见")]
    assert not {"form_missing", "form_unknown"} & {each.code for each in after.problems}
    # A step as an editor draws it holds nothing yet.
    bare = with_drawn('formId="supplement"', 'formId="supplement"')
    drawn = bare[DIAGRAM].decode()
    start = drawn.index("      <bpmn:extensionElements>", drawn.index('<bpmn:userTask id="supplement"'))
    end = drawn.index("</bpmn:extensionElements>\n", start) + len("</bpmn:extensionElements>\n")
    bare[DIAGRAM] = (drawn[:start] + drawn[end:]).encode()
    made = mended(folder_of(bare), "form_missing", "supplement", MendKind.FORM, "supplement_form", POSTS)
    again = folder_of({**bare, **made.files})
    assert again.procedure is not None
    assert again.procedure.elements["supplement"].form_id == "supplement_form"


@pytest.mark.parametrize(
    ("old", "new", "code", "meant"),
    [
        ('value="asked" />', 'value="askd" />', "separate_from_unknown", "asked"),
        ('formId="supplement"', 'formId="suplement"', "form_unknown", "supplement"),
        # People call a post by its name.
        (
            '<zeebe:formDefinition formId="approve" />',
            '<zeebe:assignmentDefinition candidateGroups="综合组" /><zeebe:formDefinition formId="approve" />',
            "post_unknown",
            "general_group",
        ),
    ],
)
def test_the_name_that_was_meant_is_written(old: str, new: str, code: str, meant: str) -> None:
    files = with_drawn(old, new)
    before = folder_of(files)
    problem = next((each for each in before.problems if each.code == code), None)
    assert problem is not None, [(each.code, each.sentence.en) for each in before.problems]
    mend = next(each for each in mends_of(before, problem, POSTS) if each.kind is MendKind.NAME)
    assert mend.choice == meant
    after = folder_of({**files, **mended(before, code, problem.element or "", mend.kind, meant, POSTS).files})
    assert code not in {each.code for each in after.problems}


def test_a_lane_gets_the_post_that_has_its_name() -> None:
    files = with_drawn('<bpmn:lane id="general_group"', '<bpmn:lane id="Lane_0ab12cd"')
    before = folder_of(files)
    problem = next(each for each in before.problems if each.code == "post_unknown")
    assert [each.kind for each in mends_of(before, problem, POSTS)] == [MendKind.POST]
    done = mended(before, "post_unknown", "Lane_0ab12cd", MendKind.POST, "general_group", POSTS)
    after = folder_of({**files, **done.files})
    assert after.procedure is not None
    assert [lane.post for lane in after.procedure.lanes if lane.id == "Lane_0ab12cd"] == ["general_group"]


@pytest.mark.parametrize("process_id", ["car_loan", "recall"])
def test_a_diagram_that_was_only_written_is_laid_out(process_id: str) -> None:
    files = FILES if process_id == "car_loan" else folder_files(ROOT / "bpmn" / "recall", [])
    written = re.sub(rb"\s*<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", files[f"{process_id}.bpmn"], flags=re.S)
    procedure = read_files(process_id, {**files, f"{process_id}.bpmn": written})
    drawn = with_layout(written, procedure)
    assert drawn.replace(drawn[drawn.index(b"  <bpmndi:BPMNDiagram") : drawn.index(b"</bpmn:definitions>")], b"\n") in (
        written,
        written.replace(b"</bpmn:definitions>", b"\n</bpmn:definitions>"),
    )
    again = read_files(process_id, {**files, f"{process_id}.bpmn": drawn})
    assert again.elements.keys() == procedure.elements.keys()
    found = layout_of(procedure)
    assert found.shapes.keys() == procedure.elements.keys()
    for scope in (procedure.process, *(each.body for each in procedure.elements.values() if each.body is not None)):
        boxes = [found.shapes[key] for key, each in scope.elements.items() if each.attached_to is None]
        for one, other in combinations(boxes, 2):
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    if process_id == "car_loan":
        before = folder_of({**FILES, DIAGRAM: written})
        assert [each.code for each in before.problems] == ["layout_missing"]
        done = mended(before, "layout_missing", "", MendKind.LAYOUT, "", POSTS)
        assert not folder_of({**FILES, **done.files}).problems


def test_a_gateway_gets_the_default_that_is_chosen() -> None:
    files = with_drawn(' default="granted_flow"', "")
    before = folder_of(files)
    problem = next(each for each in before.problems if each.code == "default_missing")
    ways = [each.choice for each in mends_of(before, problem, POSTS)]
    assert ways == ["granted_flow"]
    done = mended(before, problem.code, problem.element or "", MendKind.DEFAULT, "granted_flow", POSTS)
    assert done.files[DIAGRAM] == FILES[DIAGRAM]
    with pytest.raises(InvalidRequest):
        mended(folder_of(FILES), problem.code, problem.element or "", MendKind.DEFAULT, "granted_flow", POSTS)


def test_english_is_written_beside_the_chinese_and_other_lines_stay() -> None:
    lacking = FILES[LABELS].replace(b"element:approve: Approve\n", b"").replace(b"flow:granted_flow: granted\n", b"")
    files = {**FILES, LABELS: lacking}
    before = folder_of(files)
    done = mended(before, "labels_missing", "", MendKind.LABELS, "", POSTS)
    assert added(files, done.files, LABELS) == ([], ["element:approve: Approve", "flow:granted_flow: Granted flow"])
    assert not folder_of({**files, **done.files}).problems
    assert before.procedure is not None
    assert [text.key for text in texts_of(before.procedure)[:2]] == ["element:approve", "flow:granted_flow"]
    written = with_english(
        FILES[LABELS], {"element:approve": "Decide: yes", "element:asked": "", "process": "Approval"}
    )
    went = (["element:approve: Approve", "element:asked: Request made"], ['element:approve: "Decide: yes"'])
    assert tuple(map(sorted, added(FILES, {LABELS: written}, LABELS))) == tuple(map(sorted, went))
    with pytest.raises(InvalidRequest):
        with_english(b"element:approve: >\n  Long\n  text\n", {"element:approve": "Short"})
