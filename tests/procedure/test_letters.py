"""Letters of a folder: what their files may hold, who issues them, and what their places read, told with file and line."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import diagram, form, line
from tests.procedure.parts import POSTS
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.casework.operations import registered_operations
from workflows.procedure import Problem, Procedure, check, read, read_files
from workflows.procedure.letter_vocabulary import LETTER_KEYS, MASK_KEYS

GOOD = """\
title: {zh: 请假批准通知, en: Leave granted}
series: 驻假
to: [unit_hr]
recipient: "{{unit_name}}"
paragraphs:
  - 同意{{who}}请假{{days}}天。
masks: {people: "=[who]", units: "=unit_name"}
"""
SERVICE = (
    '<bpmn:serviceTask id="letter" name="发文"><bpmn:extensionElements>'
    '<zeebe:taskDefinition type="{}" /><zeebe:taskHeaders>{}</zeebe:taskHeaders>{}'
    "</bpmn:extensionElements></bpmn:serviceTask>"
)
HEADER = '<zeebe:header key="{}" value="{}" />'
ASKED = form(
    "asked",
    {"type": "textfield", "key": "who", "label": "谁"},
    {"type": "textfield", "key": "unit_name", "label": "单位"},
    {"type": "number", "key": "days", "label": "天数"},
    {
        "type": "dynamiclist",
        "path": "people",
        "components": [{"type": "textfield", "key": "name", "label": "姓名"}],
    },
)


def files(
    text: str = GOOD, *, operation: str = "letter.issue", headers: str = "", inputs: str = ""
) -> dict[str, bytes]:
    """A procedure whose one step issues a letter from what its start form asked."""
    headers = headers or HEADER.format("letter", "leave") + HEADER.format("to_unit", "BUREAU")
    start = '<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="asked" />'
    body = start + "</bpmn:extensionElements></bpmn:startEvent>" + SERVICE.format(operation, headers, inputs)
    body += '<bpmn:endEvent id="end" />' + line("start", "letter", "end")
    return {
        "sample.bpmn": diagram(body, lane=("start", "letter")),
        "forms/asked.form": ASKED,
        "letters/leave.yaml": text.encode(),
    }


def found(procedure: Procedure) -> list[Problem]:
    """What the check says of letters and of the steps that issue them."""
    problems = check(
        procedure,
        posts={*POSTS, "unit_hr", "county_office"},
        operations=registered_operations(),
        called={},
        functions=calendar_functions(Calendar()),
    )
    return [each for each in problems if each.severity.value == "error"]


def said(text: str, **more: str) -> list[tuple[str, int | None, str]]:
    """File-wise the code, the line and the sentence of every error."""
    procedure, problems = read("sample", files(text, **more))
    errors = [each for each in (problems if procedure is None else found(procedure))]
    assert all(each.sentence.zh for each in errors)
    return [(each.code, each.line, each.sentence.en) for each in errors]


def test_a_letter_is_read_with_its_folder_and_counts_in_its_digest() -> None:
    procedure = read_files("sample", files())
    letter = procedure.letters["leave"]
    assert (letter.title, letter.title_en, letter.series, letter.to) == (
        "请假批准通知",
        "Leave granted",
        "驻假",
        ("unit_hr",),
    )
    assert letter.file == "letters/leave.yaml"
    assert procedure.digest != read_files("sample", files(GOOD.replace("请假", "休假"))).digest
    assert found(procedure) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "words"),
    [
        ("series: 驻假", "serie: 驻假", "letter_key_unknown", 2, "Did you mean series?"),
        ("en: Leave granted", "fr: Congé", "letter_key_unknown", 1, "title.fr"),
        ("masks: {people", "masks: {persons", "letter_key_unknown", 7, "masks.persons"),
        ("series: 驻假\n", "", "letter_key_missing", None, "The letter has no series"),
        ("驻假", "驻〔假", "letter_value", 2, "series must be the name of the series"),
        ("to: [unit_hr]", "to: unit_hr", "letter_value", 3, "to must be a list of texts"),
        ("to: [unit_hr]", "receipt: yes", "letter_value", 3, "receipt must be true or false"),
        ("to: [unit_hr]", "receipt: true", "letter_goes_nowhere", 3, "`to` names nobody"),
        ("to: [unit_hr]", "copies: [county_office]", "letter_goes_nowhere", 3, "copies is for a letter that is sent"),
        ("to: [unit_hr]", "to: [unit_hr]\ncopies_line: false", "letter_copies_line", 4, "no `copies`"),
        ("to: [unit_hr]", "secrecy: 保密", "letter_value", 3, "秘密★1年"),
        ("to: [unit_hr]", "upward: true", "letter_upward", 3, "no `issuer`"),
        ("to: [unit_hr]", "date: 2026-03-01", "letter_value", 3, "date must be an expression that begins with ="),
        ("=unit_name", "unit_name", "letter_value", 7, "masks.units must be expressions that begin with ="),
        ("en: Leave granted", 'en: "{{who}}"', "letter_value", 1, "without expressions"),
        ("同意{{who}}", "同意{{#if who}}", "letter_block", 6, "paragraphs.0 holds the block {{#if who}}"),
        ("title:", "- title:", "yaml_refused", None, ""),
    ],
)
def test_what_a_letter_may_not_hold_is_refused_by_name_with_its_line(
    old: str, new: str, code: str, at: int | None, words: str
) -> None:
    errors = said(GOOD.replace(old, new, 1))
    assert (code, True) in [(each[0], words in each[2]) for each in errors], errors
    if at is not None:
        assert at in [each[1] for each in errors if each[0] == code]


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "words"),
    [
        (
            "unit_hr",
            "unit_hp",
            "letter_post",
            3,
            "to names the post unit_hp, which does not exist. Did you mean unit_hr?",
        ),
        (
            "{{days}}",
            "{{dayz}}",
            "letter_name_unwritten",
            6,
            "gives it before letter issues the letter. Did you mean days?",
        ),
        ("{{days}}", "{{days +}}", "expression_invalid", 6, "paragraphs.0 of the letter leave"),
        ("{{days}}", "{{offical date(days)}}", "function_unknown", 6, "Did you mean official date?"),
        ("{{days}}", "{{people}}", "letter_writes_record", 6, "gives a list of records"),
        ("{{days}}", "{{people[1].nam}}", "entry_unknown", 6, "nam"),
        ('masks: {people: "=[who]", units: "=unit_name"}\n', "", "letter_masks_missing", None, "`masks: {}`"),
    ],
)
def test_what_a_letter_reads_must_be_given_before_the_step_that_issues_it(
    old: str, new: str, code: str, at: int | None, words: str
) -> None:
    assert [(code, at, True)] == [(each[0], each[1], words in each[2]) for each in said(GOOD.replace(old, new, 1))]


def test_a_letter_is_void_after_ends_that_the_procedure_has() -> None:
    assert said(GOOD + "void_at: [end]\n") == []
    assert [(each[0], "Did you mean end?" in each[2]) for each in said(GOOD + "void_at: [ende]\n")] == [
        ("letter_end_unknown", True)
    ]


def test_a_letter_that_nothing_issues_is_refused() -> None:
    unissued = files()
    unissued["letters/other.yaml"] = GOOD.replace("驻假", "驻他").encode()
    assert [(each.code, each.file) for each in found(read_files("sample", unissued))] == [
        ("letter_unissued", "letters/other.yaml")
    ]


def test_a_step_that_names_a_letter_that_is_not_there_is_refused() -> None:
    errors = said(GOOD, headers=HEADER.format("letter", "leav"))
    assert ("operation_header_letter", True) in [(each[0], "Did you mean leave?" in each[2]) for each in errors]
    errors = said(GOOD, operation="recall.urge", headers=HEADER.format("x", "y"))
    assert ("operation_letter_missing", True) in [(each[0], "letters/urge.yaml" in each[2]) for each in errors]


def test_a_letter_to_a_unit_that_nothing_names_is_refused() -> None:
    errors = said(GOOD, headers=HEADER.format("letter", "leave"))
    assert [each[0] for each in errors] == ["letter_to_nobody"]


def test_a_step_that_says_that_a_letter_was_served_issues_none() -> None:
    served = files(GOOD.replace("to: [unit_hr]", "to: [unit_hr]\nreceipt: true"))
    naming = HEADER.format("letter", "leave")
    step = SERVICE.replace('id="letter"', 'id="served"').format("letter.serve", naming, "")
    diagram_text = served["sample.bpmn"].decode()
    served["sample.bpmn"] = (
        diagram_text.replace('<bpmn:endEvent id="end" />', step + '<bpmn:endEvent id="end" />')
        .replace('targetRef="end"', 'targetRef="served"')
        .replace(
            "</bpmn:process>", '<bpmn:sequenceFlow id="after" sourceRef="served" targetRef="end" /></bpmn:process>'
        )
        .encode()
    )
    served["forms/asked.form"] = form(
        "asked",
        *({"type": "textfield", "key": key, "label": key} for key in ("who", "unit_name")),
        {"type": "number", "key": "days", "label": "天数"},
        {"type": "checkbox", "key": "is_received", "label": "已收到"},
    )
    assert [each.sentence.en for each in found(read_files("sample", served))] == []


def test_a_letter_may_read_the_inputs_of_its_step_and_those_are_no_unread_inputs() -> None:
    inputs = '<zeebe:ioMapping><zeebe:input source="= days + 1" target="longer" /></zeebe:ioMapping>'
    assert said(GOOD.replace("{{days}}", "{{longer}}"), inputs=inputs) == []
    assert [each[0] for each in said(GOOD, inputs=inputs)] == ["operation_input_unknown"]


def test_the_letter_of_an_operation_reads_what_the_operation_gives_it() -> None:
    letter = GOOD.replace("{{unit_name}}", "{{unit}}").replace("同意{{who}}请假{{days}}天", "第{{ordr}}到期")
    letter = letter[: letter.index("masks:")]
    one = files(letter, operation="recall.urge", headers=HEADER.format("x", "y"))
    one["letters/urge.yaml"] = one.pop("letters/leave.yaml")
    told = [each for each in found(read_files("sample", one)) if each.file == "letters/urge.yaml"]
    assert [(each.code, each.line) for each in told] == [("letter_field_unknown", 6)]
    assert (
        "recall.urge does not give this letter; it gives due, order, unit. Did you mean order?" in told[0].sentence.en
    )


def test_every_key_is_read() -> None:
    whole = """\
title: {zh: 函, en: Letter}
series: 驻函
secrecy: 秘密★1年
issuer: 市委驻村办
recipient: 各局
upward: true
to: [unit_hr]
receipt: true
paragraphs: [一]
annexes: [名单]
copies: [county_office]
copies_line: false
note: 联系人
signer: 经办
date: =issued_on
masks: {people: "=[]", units: "=[]", villages: "=[]", numbers: "=[]", words: "=[]"}
masked: [二]
void_at: [end]
"""
    letter = read_files("sample", files(whole)).letters["leave"]
    assert {key.split(".")[0] for key in letter.lines} == LETTER_KEYS
    assert set(letter.masks or {}) == MASK_KEYS
    assert (letter.has_receipt, letter.has_copies_line, letter.copies) == (True, False, ("county_office",))
    assert (letter.secrecy, letter.date, letter.masked) == ("秘密★1年", "=issued_on", ("二",))
    assert letter.void_at == ("end",)
