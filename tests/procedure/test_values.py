"""A comparison that can never hold, an entry that no item has, and an input of another kind are told before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import diagram, flow, form, line, sample
from tests.shipped import with_called
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.casework.operations import registered_operations
from workflows.feel.shapes import NUMBER, TEXT, Shape, context_of, list_of, one_of
from workflows.procedure import Procedure, Severity, check, read_files, read_folder
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.decisions import check_decisions
from workflows.procedure.checks.values import check_values
from workflows.procedure.model import Problem
from workflows.procedure.signatures import Header, Input, Signature
from workflows.sentence import Sentence

ROOT = Path(__file__).parents[2]
SAID = Sentence("Note.", "登记。")
ANY = Sentence("a value", "值")
OPERATIONS = {
    "note.it": Signature("note.it", SAID, writes=("people",), shapes={"people": list_of(context_of({"name": TEXT}))}),
    "note.day": Signature("note.day", SAID, (Input("value", Sentence("a date", "日期"), shape=Shape("date")),)),
    "note.number": Signature("note.number", SAID, (Input("value", ANY, shape=NUMBER),)),
    "note.text": Signature("note.text", SAID, (Input("value", ANY, shape=TEXT),)),
    "note.word": Signature("note.word", SAID, (Input("value", ANY, shape=one_of(["x", "y"])),)),
    "note.tell": Signature(
        "note.tell",
        SAID,
        headers=(
            Header("to", is_input_too=True, is_post=True, is_required=False),
            Header("kind", is_input_too=True, is_required=False, shape=one_of(["reminder", "notice"])),
        ),
    ),
    "note.list": Signature("note.list", SAID, (Input("value", ANY, shape=list_of(NUMBER)),)),
}


def choice(key: str, *options: str, kind: str = "radio") -> dict[str, object]:
    values = [{"value": each, "label": each} for each in options]
    return {"type": kind, "key": key, "label": key, "values": values}


def reviewed(
    condition: str = "=true",
    *extra: dict[str, object],
    operation: str = "note.it",
    inputs: str = "",
    catch: str = "",
    **files: bytes,
) -> list[Problem]:
    """What is said of a task that asks for a decision and more, an operation behind it, and a gateway with this condition."""
    given = f"<zeebe:ioMapping>{inputs}</zeebe:ioMapping>" if inputs else ""
    body = (
        '<bpmn:startEvent id="start" /><bpmn:userTask id="work" name="办理"><bpmn:extensionElements>'
        f'<zeebe:formDefinition formId="f" /></bpmn:extensionElements></bpmn:userTask>{catch}'
        f'<bpmn:serviceTask id="note" name="登记"><bpmn:extensionElements><zeebe:taskDefinition type="{operation}" />{given}'
        '</bpmn:extensionElements></bpmn:serviceTask><bpmn:exclusiveGateway id="split" default="split_end" />'
        '<bpmn:endEvent id="end" /><bpmn:endEvent id="other" />'
        + line("start", "work", "note", "split", "end")
        + flow("out", "split", "other", condition)
    )
    asked = form("f", choice("decision", "approve", "reject"), choice("grounds", "a", "b", kind="checklist"), *extra)
    files = {
        "sample.bpmn": diagram(body, after='<bpmn:signal id="s" name="bell" />' if catch else ""),
        "forms/f.form": asked,
        **files,
    }
    procedure = read_files("sample", files)
    about = ("value_never", "entry_unknown", "filter_name", "operation_input_kind", "operation_input_word", "call_null")
    about += ("operation_header_post",)
    functions = calendar_functions(Calendar())
    found = check(procedure, posts=["member"], operations=OPERATIONS, called={}, functions=functions)
    return [each for each in found if each.code in about]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            '="aprove" = decision',
            "The condition at out compares with “aprove” what can only be approve, reject. Did you mean approve?",
        ),
        ('=list contains(grounds, "c")', "The condition at out compares with “c” what can only be a, b."),
        ("=count(people[nmae = 1]) = 1", "The condition at out reads nmae in a filter"),
        (
            "=people.nmae = null",
            "The condition at out reads the entry nmae, but there are only name. Did you mean name?",
        ),
        ("=count(grounds[itm = &quot;a&quot;]) > 1", "Did you mean item?"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused(condition: str, said: str) -> None:
    (problem,) = reviewed(condition)
    assert problem.severity is Severity.ERROR
    assert said in problem.sentence.en


@pytest.mark.parametrize("condition", ['=decision = "approve"', "=decision = null", '=count(people[name = "a"]) > 1'])
def test_one_that_may_hold_is_said_nothing_of(condition: str) -> None:
    assert reviewed(condition) == []


def test_an_option_that_a_form_hides_by_is_one_of_its_own() -> None:
    hidden = {"type": "textfield", "key": "why", "label": "理由", "conditional": {"hide": '=decision != "rejct"'}}
    (problem,) = reviewed("=true", hidden)
    assert (problem.file, problem.severity) == ("forms/f.form", Severity.ERROR)
    rows: dict[str, object] = {
        "type": "dynamiclist",
        "path": "rows",
        "components": [choice("kind", "a", "b"), hidden | {"conditional": {"hide": '=this.kind = "c"'}}],
    }
    assert ["“c”" in each.sentence.en for each in reviewed("=true", rows)] == [True]


def test_where_a_message_may_bring_anything_it_is_a_warning() -> None:
    waiting = (
        '<bpmn:boundaryEvent id="news" attachedToRef="work" cancelActivity="false"><bpmn:signalEventDefinition signalRef="s" />'
        '</bpmn:boundaryEvent><bpmn:endEvent id="aside" />' + line("news", "aside")
    )
    assert [each.severity for each in reviewed('=decision = "aprove"', catch=waiting)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("asked", "operation", "fits"),
    [
        ({"type": "datetime", "subtype": "date"}, "note.day", True),
        ({"type": "datetime", "subtype": "datetime"}, "note.day", False),
        ({"type": "textfield"}, "note.day", False),
        ({"type": "number"}, "note.day", False),
        ({"type": "number"}, "note.number", True),
        ({"type": "number", "serializeToString": True}, "note.number", False),
        ({"type": "checkbox"}, "note.number", False),
        ({"type": "textarea"}, "note.text", True),
        ({"type": "datetime", "subtype": "date"}, "note.text", True),
        ({"type": "number"}, "note.text", False),
        (choice("value", "a", "b"), "note.text", True),
        (choice("value", "x", "z"), "note.word", True),
        (choice("value", "a", "b"), "note.word", False),
        (choice("value", "a", kind="taglist"), "note.text", False),
        (choice("value", "a", kind="checklist"), "note.list", False),
    ],
)
def test_a_question_gives_what_the_operation_reads(asked: dict[str, object], operation: str, fits: bool) -> None:
    label = {"dateLabel": "值"} if asked["type"] == "datetime" else {"label": "值"}
    found = reviewed("=true", {**asked, "key": "value", **label}, operation=operation)
    assert [each.code for each in found] == ([] if fits else ["operation_input_kind"])


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("xx", "none of x, y. Did you mean"),
        ('=if decision = "approve" then "x" else "z"', "“z”, which is none of x, y"),
        ("=value", None),
        ("x", None),
    ],
)
def test_a_written_word_is_one_that_the_operation_takes(source: str, advice: str | None) -> None:
    given = f'<zeebe:input source="{source.replace(chr(34), "&quot;")}" target="value" />'
    found = reviewed("=true", {"type": "textfield", "key": "value", "label": "值"}, operation="note.word", inputs=given)
    assert [(each.code, each.severity) for each in found] == (
        [("operation_input_word", Severity.ERROR)] if advice else []
    )
    assert advice is None or advice in found[0].sentence.en


def test_an_input_in_place_of_a_header_is_held_against_its_words_and_posts() -> None:
    inputs = (
        '<zeebe:input source="remnder" target="kind" /><zeebe:input source="=[&quot;membr@X&quot;]" target="to" />'
        '<zeebe:input source="催办" target="text" />'
    )
    said = [each.sentence.en for each in reviewed("=true", operation="note.tell", inputs=inputs)]
    assert ["Did you mean member?" in each or "Did you mean reminder?" in each for each in said] == [True, True]
    (clash,) = reviewed("=true", choice("kind", "a", "b"), operation="note.tell")
    assert clash.code == "operation_input_kind"


def test_a_call_that_never_has_a_result_is_refused_even_beside_messages() -> None:
    waiting = (
        '<bpmn:boundaryEvent id="news" attachedToRef="work" cancelActivity="false"><bpmn:signalEventDefinition signalRef="s" />'
        '</bpmn:boundaryEvent><bpmn:endEvent id="aside" />' + line("news", "aside")
    )
    (problem,) = reviewed("=end of day(now(), &quot;3&quot;) &lt; now()", catch=waiting)
    assert (problem.code, problem.severity) == ("call_null", Severity.ERROR)
    assert "The argument days of end of day must be number, not string." in problem.sentence.en
    (problem,) = reviewed('=date("2026-13-40") = today()')
    assert problem.sentence.zh.startswith("out 的条件对 date 的调用得不出结果")


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ({"columns": [{"key": "name"}, {"key": "nmae"}]}, ["nmae"]),
        ({"columnsExpression": '=[{key: "name", label: "a"}, {key: "aeg", label: "b"}]'}, ["aeg"]),
        ({"columns": [{"key": "name"}]}, []),
    ],
)
def test_the_columns_of_a_table_are_entries_of_its_rows(table: dict[str, object], found: list[str]) -> None:
    # note.it gives `people` before the task that shows them is opened again.
    shown = {"type": "table", "id": "t", "label": "人员", "dataSource": "=people", **table}
    said = reviewed("=true", shown)
    assert [(each.code, each.file) for each in said] == [("entry_unknown", "forms/f.form")] * len(found)
    assert all(
        f"reads the entry {name}, but there are only name" in each.sentence.en
        for name, each in zip(found, said, strict=True)
    )


def test_an_input_mapping_hides_the_answer() -> None:
    answer = {"type": "number", "key": "value", "label": "值"}
    text = '<zeebe:input source="=string(value)" target="value" />'
    assert reviewed("=true", answer, operation="note.text", inputs=text) == []
    assert len(reviewed("=true", answer, operation="note.number", inputs=text)) == 1


BESIDE = ("rectification", "recall_revocation")


@pytest.fixture(scope="module")
def house() -> dict[str, Procedure]:
    beside = (read_folder(ROOT / "bpmn" / name) for name in BESIDE)
    return {each.process_id: each for each in (*with_called("recall"), *beside)}


def told(procedure: Procedure, house: dict[str, Procedure]) -> list[str]:
    checking = Checking(procedure, None, registered_operations(), house, functions={})
    check_decisions(checking)
    check_values(checking)
    return [each.sentence.en for each in checking.problems]


# Of the answer itself: what a record keeps under that name (`word.outcome`) is not looked at.
COMPARED = re.compile(r'(?<![.\w])outcome !?= \\?(?:"|&#34;|&quot;)(\w+)')


def misspelt(text: str, name: str) -> tuple[str, list[str]]:
    """The text with every option that `outcome` is compared with under another name, and those names."""
    parts, names, end = [], [], 0
    for number, match in enumerate(COMPARED.finditer(text)):
        names.append(f"{name}{number}")
        parts += [text[end : match.start(1)], names[-1]]
        end = match.end(1)
    return "".join((*parts, text[end:])), names


def test_every_option_that_the_shipped_files_compare_with_is_missed_when_misspelt(house: dict[str, Procedure]) -> None:
    """Each text beside `outcome` in the diagrams and forms; the check says nothing of the files as they are."""
    count = 0
    for process_id, procedure in house.items():
        if process_id in BESIDE:
            continue  # here for the messages that it sends to a recall; what begins it is sent by operations
        assert told(procedure, house) == []
        changed, names = {**procedure.files}, []
        for number, (file, data) in enumerate(procedure.files.items()):
            if file.endswith((".bpmn", ".form")):
                written, found = misspelt(data.decode(), f"x{number}_")
                changed[file] = written.encode()
                names += found
        said = " ".join(told(read_files(process_id, changed), house))
        assert [each for each in names if f"“{each}”" not in said] == []
        count += len(names)
    assert count > 20


def test_a_cell_or_expression_of_a_decision_that_nothing_meets_is_refused(house: dict[str, Procedure]) -> None:
    files = dict(house["selection_nomination"].files)
    written = files["qualification.dmn"].decode()
    files["qualification.dmn"] = (
        written.replace('"civil_servant"', '"civil_servent"', 1)
        .replace('f.result = "manual"', 'f.result = "manaul"', 1)
        .replace('<text>"worker","temporary"', '<text>"worker","temporal"', 1)
        .replace('<text>"manual"</text>', '<text>if staff_type = "wroker" then "manual" else "fail"</text>', 1)
        .encode()
    )
    found = told(read_files("selection_nomination", files), house)
    assert any("may be “civil_servant”" in each and "Did you mean civil_servent?" in each for each in found)
    assert any("The result of rule" in each and "compares with “wroker”" in each for each in found)
    assert any("compares with “temporal”" in each and "Rule " in each for each in found)
    assert any("compares with “manaul” what can only be fail, manual" in each for each in found)


def test_what_is_written_inside_a_local_variable_is_not_only_what_its_mapping_gives() -> None:
    """A sub-process clears its own `decision`, a task inside answers it: neither word is one that it can never be."""
    body = (
        '<bpmn:startEvent id="start" /><bpmn:subProcess id="each"><bpmn:extensionElements><zeebe:ioMapping>'
        '<zeebe:input source="=null" target="decision" /><zeebe:output source="=get or else(decision, &quot;none&quot;)" '
        'target="said" /></zeebe:ioMapping></bpmn:extensionElements><bpmn:startEvent id="in" /><bpmn:userTask id="work" '
        'name="办理"><bpmn:extensionElements><zeebe:formDefinition formId="f" /></bpmn:extensionElements></bpmn:userTask>'
        f'<bpmn:endEvent id="out" />{line("in", "work", "out")}</bpmn:subProcess>'
        '<bpmn:exclusiveGateway id="split" default="split_end" /><bpmn:endEvent id="end" /><bpmn:endEvent id="other" />'
        + line("start", "each", "split", "end")
        + flow("far", "split", "other", '=said = "approve" or said = "aprove"')
    )
    files = {"sample.bpmn": diagram(body), "forms/f.form": form("f", choice("decision", "approve", "reject"))}
    found = check(read_files("sample", files), operations={}, called={}, functions={})
    assert [each.sentence.en for each in found if each.code == "value_never"] == [
        "The condition at far compares with “aprove” what can only be approve, none, reject. Did you mean approve?"
    ]


def test_a_value_is_followed_however_many_scripts_hand_it_on() -> None:
    sources = {"s1": "if today() &gt; date(&quot;2026-01-01&quot;) then &quot;good&quot; else &quot;poor&quot;"}
    sources |= {f"s{number}": f"{{level: s{number - 1}}}.level" for number in range(2, 7)}
    scripts = [
        f'<bpmn:scriptTask id="{name}" name="{name}"><bpmn:extensionElements><zeebe:script expression="={source}"'
        f' resultVariable="{name}" /></bpmn:extensionElements></bpmn:scriptTask>'
        for name, source in sources.items()
    ]
    body = (
        '<bpmn:startEvent id="start" /><bpmn:exclusiveGateway id="work" default="work_end" />'
        # Drawn last to first: what is read stands behind whoever reads it.
        + "".join(reversed(scripts))
        + '<bpmn:endEvent id="end" /><bpmn:endEvent id="other" />'
        + line("start", *sources, "work", "end")
        + flow("out", "work", "other", '=s6 = "por"')
    )
    found = check(sample(body), operations={}, called={}, functions={})
    assert [each.sentence.en for each in found if each.code == "value_never"] == [
        "The condition at out compares with “por” what can only be good, poor. Did you mean poor?"
    ]
