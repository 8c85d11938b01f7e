"""What would run otherwise than its designer may think is refused, or warned of where nobody can be sure."""

from __future__ import annotations

import pytest

from tests.procedure.diagrams import between, diagram, extended, flow, line, sample
from tests.procedure.parts import codes
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.procedure import Procedure, Severity, check, read, read_files
from workflows.procedure.checks import check as check_all

NEWS = (
    '<bpmn:message id="m" name="news"><bpmn:extensionElements><zeebe:subscription correlationKey="=k" />'
    "</bpmn:extensionElements></bpmn:message>"
)
SECOND = NEWS.replace('id="m"', 'id="m2"')
BELL = '<bpmn:signal id="s" name="bell" />'


def procedure(body: str, after: str = "", **files: bytes) -> Procedure:
    return read_files("sample", {"sample.bpmn": diagram(body, after=after), **files})


def catching(tag: str, name: str, reference: str = "m", attributes: str = "") -> str:
    kind = "signal" if reference == "s" else "message"
    return f'<bpmn:{tag} id="{name}"{attributes}><bpmn:{kind}EventDefinition {kind}Ref="{reference}" /></bpmn:{tag}>'


def aside(name: str, reference: str) -> str:
    return (
        f'<bpmn:subProcess id="{name}" triggeredByEvent="true">{catching("startEvent", name + "_start", reference)}'
        f'<bpmn:endEvent id="{name}_end" />{line(name + "_start", name + "_end")}</bpmn:subProcess>'
    )


TASK = '<bpmn:manualTask id="work" name="办理" />'
TWICE = {
    "boundary": between(TASK)
    + catching("boundaryEvent", "one", "{0}", ' attachedToRef="work"')
    + catching("boundaryEvent", "two", "{1}", ' attachedToRef="work"')
    + '<bpmn:endEvent id="aside" />'
    + line("one", "aside")
    + line("two", "aside"),
    "event sub-process": between(TASK) + aside("one", "{0}") + aside("two", "{1}"),
    "gateway": '<bpmn:startEvent id="start" /><bpmn:eventBasedGateway id="work" /><bpmn:endEvent id="end" />'
    + catching("intermediateCatchEvent", "one", "{0}")
    + catching("intermediateCatchEvent", "two", "{1}")
    + line("start", "work", "one", "end")
    + line("work", "two")
    + flow("two_end", "two", "end"),
    "start": between(TASK)
    + catching("startEvent", "one", "{0}")
    + catching("startEvent", "two", "{1}")
    + flow("one_work", "one", "work")
    + flow("two_work", "two", "work"),
}


@pytest.mark.parametrize("place", TWICE)
@pytest.mark.parametrize("references", [("m", "m"), ("m", "m2"), ("s", "s")])
def test_two_catchers_of_one_event_at_one_place_are_refused(place: str, references: tuple[str, str]) -> None:
    body = TWICE[place].replace("{0}", references[0]).replace("{1}", references[1])
    if references[0] == "s":
        body = body.replace("messageEventDefinition messageRef", "signalEventDefinition signalRef")
    assert "catcher_twice" in codes(procedure(body, NEWS + SECOND + BELL))


@pytest.mark.parametrize("place", TWICE)
def test_two_catchers_of_different_events_are_not(place: str) -> None:
    body = TWICE[place].replace("{0}", "m").replace("{1}", "other")
    other = NEWS.replace('id="m" name="news"', 'id="other" name="other"')
    assert "catcher_twice" not in codes(procedure(body, NEWS + other))


@pytest.mark.parametrize(
    ("name", "fits"), [("news", True), ('= "ne" + "ws"', True), ("= no_such", False), ("= 5", False), ('= ""', False)]
)
def test_the_name_of_a_message_that_starts_a_case_is_known_without_variables(name: str, fits: bool) -> None:
    message = f"<bpmn:message id=\"m\" name='{name}' />"
    body = between(TASK) + catching("startEvent", "one") + flow("one_work", "one", "work")
    assert ("start_name" in codes(procedure(body, message))) is not fits


@pytest.mark.parametrize(
    ("attributes", "refused"),
    [
        ('priority="high"', True),
        ('priority="50.7"', True),
        ('priority="-5"', True),
        ('priority="101"', True),
        ('priority="0"', False),
        ('priority="=urgency"', False),
    ],
)
def test_a_literal_priority_is_a_whole_number_up_to_a_hundred(attributes: str, refused: bool) -> None:
    found = codes(sample(between(extended("userTask", f"<zeebe:priorityDefinition {attributes} />"))))
    assert ("property_value" in found) is refused


@pytest.mark.parametrize(
    ("groups", "refused"),
    [
        ('=if x then ["city_director"] else ["unit_hr"]', False),
        ('=if x then ["city_director"] else ["unit_hrr"]', True),
        ('=[if x then "city_director" else "city_directr"]', True),
        ('=for u in units return "unit_hrr@" + u', True),
        ("=posts", False),
    ],
)
def test_a_post_that_a_branch_of_an_expression_gives_exists(groups: str, refused: bool) -> None:
    written = groups.replace('"', "&quot;")
    found = codes(sample(between(extended("userTask", f'<zeebe:assignmentDefinition candidateGroups="{written}" />'))))
    assert ("post_unknown" in found) is refused


@pytest.mark.parametrize(
    ("text", "refused"),
    [("tomorrow", True), ("9999-12-31", True), ("2026-03-01T09:00[Europe/Berlin]", False), ("=due_at", False)],
)
@pytest.mark.parametrize("name", ["dueDate", "followUpDate"])
def test_a_literal_due_time_is_a_moment(name: str, text: str, refused: bool) -> None:
    found = codes(sample(between(extended("userTask", f'<zeebe:taskSchedule {name}="{text}" />'))))
    assert ("property_value" in found) is refused


@pytest.mark.parametrize(
    ("expression", "code", "advice"),
    [
        ("cuont([1])", "function_unknown", "count"),
        ("nosuch(1)", "function_unknown", ""),
        ("working days betwen(a, b)", "function_unknown", "working days between"),
        ("uuid()", "function_changes", ""),
        ("random number()", "function_changes", ""),
        ("trim(a)", None, ""),
        ("get or else(a, 1)", None, ""),
        ('deadline("week")', None, ""),
        ("{f: function(x) x + 1, y: f(1)}.y", None, ""),
    ],
)
def test_an_unknown_function_is_refused_with_a_suggestion(expression: str, code: str | None, advice: str) -> None:
    script = f"<zeebe:script expression='={expression}' resultVariable=\"r\" />"
    found = check(sample(between(extended("scriptTask", script))), functions=calendar_functions(Calendar()))
    told = [each for each in found if each.code.startswith("function_")]
    assert [each.code for each in told] == ([code] if code else [])
    assert all(advice in each.sentence.en and advice in each.sentence.zh for each in told)


def test_an_unknown_function_in_a_decision_table_is_refused_with_a_suggestion() -> None:
    table = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="choose" name="choose"><variable name="choose" />
    <literalExpression><text>cuont([1])</text></literalExpression></decision>
  <decision id="draw" name="draw"><variable name="draw" /><literalExpression><text>uuid()</text></literalExpression></decision>
</definitions>"""
    found = check_all(procedure(between(TASK), **{"d.dmn": table.encode()}), functions={})
    told = {each.code: each for each in found if each.code.startswith("feel.") and "function" in each.code}
    assert set(told) == {"feel.no_function", "feel.changing_function"}
    assert "count" in told["feel.no_function"].sentence.en
    assert all(each.severity is Severity.ERROR for each in told.values())


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("days &gt;= 22", "days &lt; 30", "days [22..30)"),
        ("days &gt;= 22", "days &lt; 22", None),
        ('outcome = "agree"', 'outcome = "reject"', None),
        ('outcome = "agree"', "days &gt; 3", 'days &gt; 3, outcome "agree"'),
        ('outcome = "agree" and days &gt; 3', 'outcome = "agree" and days &lt;= 3', None),
        ("ready", "not(ready)", None),
        ("ready", "ready", "ready true"),
        ("grade in (1, 2)", "grade in (2, 3)", "grade 2"),
        ("answer.mark &gt; 5", "answer.mark &gt; 9", "answer.mark &gt; 9"),
        ("days &gt; limit", "days &lt; 3", None),
        ("count(x) &gt; 1", "count(x) &gt; 2", "x"),
        ("days &gt; 3 or ready", "days &lt; 3", None),
    ],
)
def test_conditions_that_can_both_hold_are_warned_of(first: str, second: str, overlap: str | None) -> None:
    body = (
        '<bpmn:startEvent id="start" /><bpmn:exclusiveGateway id="work" name="何去" default="c" />'
        '<bpmn:endEvent id="e1" /><bpmn:endEvent id="e2" /><bpmn:endEvent id="e3" />'
        + line("start", "work")
        + flow("a", "work", "e1", f"={first}")
        + flow("b", "work", "e2", f"={second}")
        + flow("c", "work", "e3")
    )
    found = [each for each in check(sample(body)) if each.code == "conditions_overlap"]
    if first.startswith("count"):
        assert found == []  # what a function makes of a variable is not looked into
    elif overlap is None:
        assert found == []
    else:
        [told] = found
        assert told.severity is Severity.WARNING
        assert overlap.replace("&gt;", ">") in told.sentence.en


@pytest.mark.parametrize(
    ("language", "refused"), [("javascript", True), ("https://www.omg.org/spec/DMN/20191111/FEEL/", False)]
)
def test_a_condition_in_another_language_is_refused(language: str, refused: bool) -> None:
    gateway = (
        '<bpmn:startEvent id="start" /><bpmn:exclusiveGateway id="work" default="b" /><bpmn:endEvent id="end" />'
        + line("start", "work")
        + flow("a", "work", "end", "=ready").replace(
            "<bpmn:conditionExpression", f'<bpmn:conditionExpression language="{language}"'
        )
        + flow("b", "work", "end")
    )
    assert ("expression_language" in codes(sample(gateway))) is refused


@pytest.mark.parametrize(
    ("called", "sequential", "refused"),
    [
        ("", "false", True),
        ('propagateAllChildVariables="false"', "false", False),
        ('propagateAllParentVariables="false"', "false", False),
        ("", "true", False),
    ],
)
def test_items_that_would_overwrite_each_others_output_are_refused(called: str, sequential: str, refused: bool) -> None:
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics '
        'inputCollection="=list" outputCollection="out" outputElement="=x" /></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    call = extended("callActivity", f'<zeebe:calledElement processId="other" {called} />').replace(
        "</bpmn:callActivity>", loop + "</bpmn:callActivity>"
    )
    assert ("items_overwrite" in codes(sample(between(call)))) is refused


@pytest.mark.parametrize(
    ("name", "severity", "sentence"),
    [
        ("fortnihgt", Severity.ERROR, "reads the deadline fortnihgt, but no activity starts one of that name. Did you mean"),
        ("elsewhere", Severity.WARNING, "reads the deadline elsewhere, but no activity starts one of that name."),
        ("fortnight", None, ""),
    ],
)  # fmt: skip
def test_a_deadline_that_nothing_starts_is_told(name: str, severity: Severity | None, sentence: str) -> None:
    timer = (
        '<bpmn:boundaryEvent id="remind" attachedToRef="work" cancelActivity="false"><bpmn:timerEventDefinition id="t">'
        f'<bpmn:timeDate>=deadline("{name}")</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
        '<bpmn:endEvent id="told" />' + line("remind", "told")
    )
    clock = extended(
        "manualTask",
        '<zeebe:properties><zeebe:property name="deadline" value="=now()" />'
        '<zeebe:property name="deadline_name" value="fortnight" /></zeebe:properties>',
    )
    found = [each for each in check(procedure(between(clock) + timer)) if each.code == "deadline_unknown"]
    assert [each.severity for each in found] == ([severity] if severity else [])
    assert all(sentence in each.sentence.en for each in found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('<zeebe:taskSchedule dueDat="=due" />', "dueDate"),
        ('<zeebe:taskShedule dueDate="=due" />', "taskSchedule"),
        ('<zeebe:ioMapping><zeebe:inpt source="=1" target="x" /></zeebe:ioMapping>', "input"),
    ],
)
def test_a_misspelt_word_of_the_diagram_is_refused_with_the_one_that_was_meant(written: str, meant: str) -> None:
    _, problems = read("sample", {"sample.bpmn": diagram(between(extended("userTask", written)))})
    assert [
        each.sentence.en.endswith(f"Did you mean {meant}?") for each in problems if each.code.startswith("ext")
    ] == [True]


def test_a_misspelt_element_or_attribute_is_refused_with_the_one_that_was_meant() -> None:
    body = between('<bpmn:userTaks id="work" name="办理" />').replace('id="start"', 'id="start" isInterupting="false"')
    _, problems = read("sample", {"sample.bpmn": diagram(body)})
    said = " ".join(each.sentence.en for each in problems)
    assert "did you mean userTask?" in said
    assert "Did you mean isInterrupting?" in said


@pytest.mark.parametrize(
    ("listed", "advice"),
    [
        ('["unt:" + code]', "Did you mean unit:?"),
        ('["unit:" + code, "persn:12"]', "Did you mean person:?"),
        ('if urgent then ["A1"] else []', ""),
        ('["unit:A1", "person:" + string(id), "uni" + rest, whoever]', None),
    ],
)
def test_what_a_recusal_lists_begins_with_what_it_names(listed: str, advice: str | None) -> None:
    value = listed.replace('"', "&quot;")
    task = extended(
        "userTask", f'<zeebe:properties><zeebe:property name="recuse" value="={value}" /></zeebe:properties>'
    )
    of_task = [each for each in check(sample(between(task))) if each.code == "recusal_beginning"]
    of_process = diagram(between(TASK)).replace(
        b'<zeebe:property name="owner"',
        f'<zeebe:property name="recuse" value="={value}" /><zeebe:property name="owner"'.encode(),
    )
    found = [*of_task, *check(read_files("sample", {"sample.bpmn": of_process}))]
    told = [each for each in found if each.code == "recusal_beginning"]
    assert [each.element for each in told] == ([] if advice is None else ["work", "sample"])
    assert all(
        (advice or "") in each.sentence.en and "begins with unit: or person:" in each.sentence.en for each in told
    )
