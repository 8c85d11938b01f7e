"""Notices of folders: what their files may hold, who sends them, and what their places read, told with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import diagram, form, line
from tests.procedure.parts import POSTS
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.feel.shapes import Shape
from workflows.procedure import check, read, read_files
from workflows.procedure.notice_vocabulary import NOTICE_KEYS, TEXT_KEYS
from workflows.procedure.signatures import Header, Signature
from workflows.sentence import Sentence

GOOD = """\
kind: overdue
to: [unit_hr]
to_persons: true
text:
  zh: "{{who}}已逾期{{days}}天。"
  en: "{{who}} is {{days}} d late."
"""
SAYS = Sentence("Says something.", "说明。")
BY_NAME = Signature("test.tell", SAYS, headers=(Header("notice", is_notice=True),), reads_all=True)
BY_FIELDS = Signature("test.urge", SAYS, notices={"late": {"who": Shape("text"), "days": Shape("number")}})
OPERATIONS = {each.name: each for each in (BY_NAME, BY_FIELDS)}


def files(text: str = GOOD, *, operation: str = "test.tell", notice: str = "late") -> dict[str, bytes]:
    """A procedure whose one step sends a notice from what its start form asked."""
    people = {
        "type": "dynamiclist",
        "path": "people",
        "components": [{"type": "textfield", "key": "name", "label": "姓名"}],
    }
    asked = (
        {"type": "textfield", "key": "who", "label": "谁"},
        {"type": "number", "key": "days", "label": "天数"},
        people,
    )
    header = f'<zeebe:taskHeaders><zeebe:header key="notice" value="{notice}" /></zeebe:taskHeaders>'
    body = (
        '<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="asked" /></bpmn:extensionElements>'
        '</bpmn:startEvent><bpmn:serviceTask id="tell" name="通知"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{operation}" />{header if operation == "test.tell" else ""}</bpmn:extensionElements>'
        '</bpmn:serviceTask><bpmn:endEvent id="end" />' + line("start", "tell", "end")
    )
    return {
        "sample.bpmn": diagram(body, lane=("start", "tell")),
        "forms/asked.form": form("asked", *asked),
        "notices/late.yaml": text.encode(),
    }


def said(given: Mapping[str, bytes]) -> list[tuple[str, int | None, str]]:
    """The code, the line and the English sentence of every error."""
    procedure, problems = read("sample", given)
    if procedure is not None:
        problems = check(
            procedure,
            posts={*POSTS, "unit_hr"},
            operations=OPERATIONS,
            called={},
            functions=calendar_functions(Calendar()),
            notices=["reminder", "overdue"],
        )
    errors = [each for each in problems if each.severity.value == "error"]
    assert all(each.sentence.zh for each in errors)
    return [(each.code, each.line, each.sentence.en) for each in errors]


@pytest.mark.parametrize("operation", ["test.tell", "test.urge"])
def test_a_notice_is_read_with_its_folder_and_counts_in_its_digest(operation: str) -> None:
    procedure = read_files("sample", files())
    notice = procedure.notices["late"]
    assert (notice.kind, notice.to, notice.to_persons, notice.file) == (
        "overdue",
        ("unit_hr",),
        True,
        "notices/late.yaml",
    )
    assert procedure.digest != read_files("sample", files(GOOD.replace("逾期", "超期"))).digest
    assert said(files(operation=operation)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "words"),
    [
        ("kind: overdue", "kinds: overdue", "notice_key_unknown", 1, "Did you mean kind?"),
        ("  en:", "  fr:", "notice_key_unknown", 6, "text.fr"),
        ("kind: overdue\n", "", "notice_key_missing", None, "The notice has no kind"),
        ("kind: overdue", "kind: [overdue]", "notice_value", 1, "kind must be a word"),
        ("kind: overdue", "kind: overdu", "notice_kind", 1, "Did you mean overdue? The kinds are reminder, overdue."),
        ("to: [unit_hr]", "to: unit_hr", "notice_value", 2, "to must be a list of posts"),
        ("to: [unit_hr]", "to: []", "notice_value", 2, "to must be a list of posts"),
        ("to: [unit_hr]", "to: [unit_hrs]", "notice_post", 2, "Did you mean unit_hr?"),
        ("to_persons: true", "to_persons: 1", "notice_value", 3, "to_persons must be true or false"),
        ("to: [unit_hr]\nto_persons: true\n", "", "notice_to_nobody", None, "may go to nobody"),
        ('"{{who}} is {{days}} d late."', '""', "notice_value", 4, "neither of them empty"),
        ("已逾期{{days}}", "已逾期{{#if days}}", "notice_block", 5, "text.zh holds the block {{#if days}}"),
        ("{{days}}天", "{{day}}天", "notice_name_unwritten", 5, "before tell sends the notice. Did you mean days?"),
        ("{{days}} d", "{{days +}} d", "expression_invalid", 6, "text.en of the notice late"),
        ("{{days}}天", "{{people}}天", "notice_writes_record", 5, "a list of records"),
    ],
)
def test_what_a_notice_may_not_hold_is_refused_by_name_with_its_line(
    old: str, new: str, code: str, at: int | None, words: str
) -> None:
    assert old in GOOD
    found = [each for each in said(files(GOOD.replace(old, new))) if each[0] == code]
    assert [each[1] for each in found] == [at], found
    assert words in found[0][2]


def test_every_key_is_in_the_example_of_the_tests() -> None:
    keys: dict[str, Any] = {each.partition(":")[0].strip(): None for each in GOOD.splitlines()}
    assert set(keys) == NOTICE_KEYS | TEXT_KEYS


def test_a_notice_reads_only_the_fields_that_its_operation_gives() -> None:
    found = said(files(GOOD.replace("{{days}} d", "{{hours}} d"), operation="test.urge"))
    assert [each[:2] for each in found] == [("notice_field_unknown", 6)]
    assert "test.urge does not give this notice; it gives days, who." in found[0][2]


def test_a_notice_that_nothing_sends_and_one_that_is_not_there_are_refused() -> None:
    unsent = {**files(), "notices/other.yaml": GOOD.encode()}
    assert [each[0] for each in said(unsent)] == ["notice_unsent"]
    missing = said(files(notice="lat"))
    assert [(each[0], "Did you mean late?" in each[2]) for each in missing] == [
        ("operation_header_notice", True),
        ("notice_unsent", False),
    ]
    without = {name: data for name, data in files(operation="test.urge").items() if not name.startswith("notices/")}
    assert [each[0] for each in said(without)] == ["operation_notice_missing"]


TOLD = """\
kind: reminder
to: [unit_hr]
to_persons: true
text:
  zh: "“{{title}}”已由{{by}}撤销：{{reason}}"
  en: "“{{title}}” was cancelled by {{by}}: {{reason}}"
"""


@pytest.mark.parametrize(
    ("notice", "tells", "text", "codes"),
    [
        ("off", "=[starter().person]", TOLD, []),
        ("off", "unit_hr@BUREAU", TOLD, []),
        ("off", "member", TOLD, ["notice_not_to_post"]),
        ("off", '=["nobody@BUREAU"]', TOLD, ["post_unknown"]),
        ("of", "unit_hr", TOLD, ["cancel_notice_missing", "notice_unsent"]),
        ("", "unit_hr", TOLD, ["cancel_notice_half", "notice_unsent"]),
        ("off", "", TOLD, ["cancel_notice_half", "notice_unsent"]),
        ("off", "unit_hr", TOLD.replace("{{by}}撤销", "{{who}}撤销"), ["notice_field_unknown"]),
    ],
)
def test_a_process_names_the_notice_of_a_cancellation_and_whom_it_goes_to(
    notice: str, tells: str, text: str, codes: list[str]
) -> None:
    given = {**files(), "notices/off.yaml": text.encode()}
    mark = b'<zeebe:property name="owner"'
    named = {"cancel_notice": notice, "cancel_tells": tells}
    lines = [
        f"<zeebe:property name={quoteattr(key)} value={quoteattr(value)} />" for key, value in named.items() if value
    ]
    assert mark in given["sample.bpmn"]
    given["sample.bpmn"] = given["sample.bpmn"].replace(mark, "".join(lines).encode() + mark, 1)
    assert sorted(each[0] for each in said(given)) == codes
