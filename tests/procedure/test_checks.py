"""What the checks refuse, warn of, and let through, beyond the folders of broken diagrams."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.procedure.diagrams import between, diagram, extended, form, line, sample
from tests.procedure.parts import MANUAL, POSTS, boundary, codes, timer
from workflows.feel import read_cycle, read_duration, read_moment
from workflows.procedure import Procedure, Severity, check, read_files
from workflows.procedure.checks.timers import is_timer_text
from workflows.procedure.checks.variables import Names
from workflows.procedure.model import TimerKind


def test_a_good_procedure_has_no_problems_but_its_missing_layout_and_labels() -> None:
    procedure = sample(between(MANUAL))
    assert codes(procedure) == []
    assert set(codes(procedure, Severity.WARNING)) == {"layout_missing", "labels_missing"}


@pytest.mark.parametrize(
    ("event", "host"),
    [
        (timer(), MANUAL),
        ('<bpmn:signalEventDefinition signalRef="s" />', MANUAL),
        ("<bpmn:errorEventDefinition />", extended("serviceTask", '<zeebe:taskDefinition type="notice.send" />')),
        ("<bpmn:escalationEventDefinition />", extended("callActivity", '<zeebe:calledElement processId="other" />')),
    ],
)
def test_boundary_events_that_can_happen_are_let_through(event: str, host: str) -> None:
    body = between(host) + boundary(event)
    procedure = read_files("sample", {"sample.bpmn": diagram(body, after='<bpmn:signal id="s" name="stop" />')})
    assert codes(procedure, called={"other": sample(between(MANUAL))}) == []


@pytest.mark.parametrize(
    ("event", "host", "code"),
    [
        (timer(), extended("serviceTask", '<zeebe:taskDefinition type="notice.send" />'), "boundary_at_once"),
        ("<bpmn:errorEventDefinition />", MANUAL, "boundary_never"),
        ("<bpmn:terminateEventDefinition />", MANUAL, "event_impossible"),
        ("", MANUAL, "event_impossible"),
    ],
)
def test_boundary_events_that_can_never_happen_are_refused(event: str, host: str, code: str) -> None:
    assert codes(sample(between(host) + boundary(event))) == [code]


def test_an_event_based_gateway_may_wait_for_messages_timers_and_receive_tasks() -> None:
    message = '<bpmn:message id="m" name="paper"><bpmn:extensionElements>{}</bpmn:extensionElements></bpmn:message>'
    key = '<zeebe:subscription correlationKey="= number" />'
    body = (
        '<bpmn:startEvent id="start" /><bpmn:eventBasedGateway id="race" />'
        f'<bpmn:intermediateCatchEvent id="late">{timer()}</bpmn:intermediateCatchEvent>'
        '<bpmn:receiveTask id="paper" messageRef="m" /><bpmn:endEvent id="end" />'
        + line("start", "race", "late", "end")
        + line("race", "paper", "end")
    )
    files = {"sample.bpmn": diagram(body, after=message.format(key), lane=("start",))}
    assert codes(read_files("sample", files)) == []


def test_an_event_sub_process_is_reached_by_its_event() -> None:
    body = between(MANUAL) + (
        '<bpmn:subProcess id="aside" name="撤回" triggeredByEvent="true"><bpmn:startEvent id="stop" isInterrupting="false">'
        f'{timer()}</bpmn:startEvent><bpmn:endEvent id="stopped" />' + line("stop", "stopped") + "</bpmn:subProcess>"
    )
    assert codes(sample(body)) == []


def test_two_events_that_catch_the_same_error_at_one_place_are_refused() -> None:
    host = extended("serviceTask", '<zeebe:taskDefinition type="notice.send" />')
    again = (
        '<bpmn:boundaryEvent id="twin" attachedToRef="work"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>'
        '<bpmn:endEvent id="far" />' + line("twin", "far")
    )
    body = between(host) + boundary("<bpmn:errorEventDefinition />") + again
    assert codes(sample(body)) == ["catcher_twice"]


def test_calls_in_a_circle_over_several_procedures_are_refused_with_the_path() -> None:
    def calling(name: str, target: str) -> Procedure:
        work = extended("callActivity", f'<zeebe:calledElement processId="{target}" />')
        return read_files(name, {f"{name}.bpmn": diagram(between(work), process=name)})

    house = {name: calling(name, target) for name, target in (("one", "two"), ("two", "three"), ("three", "one"))}
    found = [problem for problem in check(house["one"], called=house) if problem.code == "called_recursion"]
    assert "one → two → three → one" in found[0].sentence.en


def test_a_task_kept_apart_from_a_task_of_a_called_procedure_is_let_through() -> None:
    nominating = between(MANUAL).replace("work", "nominate")
    other = read_files("other", {"other.bpmn": diagram(nominating, process="other", lane=())})
    properties = '<zeebe:properties><zeebe:property name="separate_from" value="nominate, start" /></zeebe:properties>'
    work = extended("userTask", f'<zeebe:formDefinition formId="work" />{properties}')
    procedure = sample(between(work), **{"forms/work.form": form("work")})
    assert codes(procedure, called={"other": other}) == []
    assert codes(procedure) == ["separate_from_unknown"]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"deadline": "= due", "deadline_name": "replacement"}, []),
        ({"deadline_name": "replacement"}, ["deadline_missing"]),
        ({"deadline": "= due", "deadline_name": "Big Clock"}, ["property_value"]),
        (
            {"deadline": "= due", "deadline_extension_by": "city_director", "deadline_extension_max": "P3D"},
            ["deadline_variable_missing"],
        ),
        (
            {"deadline": "= due", "deadline_variable": "due", "deadline_extension_by": "nobody"},
            ["post_unknown"],
        ),
        (
            {
                "deadline": "= due",
                "deadline_variable": "due",
                "deadline_extension_by": "city_director",
                "deadline_extension_max": "P1M",
            },
            ["property_value"],
        ),
        (
            {
                "deadline": "= due",
                "deadline_variable": "due",
                "deadline_extension_by": "city_director",
                "deadline_extension_count": "0",
            },
            ["property_value"],
        ),
        ({"deadline": "= due +"}, ["expression_invalid"]),
    ],
)
def test_the_properties_of_a_deadline_must_fit_together(properties: dict[str, str], expected: list[str]) -> None:
    written = "".join(f'<zeebe:property name="{key}" value="{value}" />' for key, value in properties.items())
    procedure = sample(between(extended("manualTask", f"<zeebe:properties>{written}</zeebe:properties>")))
    assert codes(procedure) == expected


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ('<zeebe:ioMapping><zeebe:input source="= 1" target="2x" /></zeebe:ioMapping>', "variable_name"),
        ('<zeebe:ioMapping><zeebe:input source="= 1" target="return" /></zeebe:ioMapping>', "variable_reserved"),
        ('<zeebe:ioMapping><zeebe:output source="= (1" target="x" /></zeebe:ioMapping>', "expression_invalid"),
    ],
)
def test_mappings_are_checked(work: str, code: str) -> None:
    assert codes(sample(between(extended("manualTask", work)))) == [code]


def test_mappings_where_nothing_reads_them_are_refused() -> None:
    inputs = '<zeebe:ioMapping><zeebe:input source="= 1" target="x" /></zeebe:ioMapping>'
    outputs = inputs.replace("input", "output")
    start = '<bpmn:startEvent id="start"><bpmn:extensionElements>{}</bpmn:extensionElements></bpmn:startEvent>'
    end = '<bpmn:endEvent id="end"><bpmn:extensionElements>{}</bpmn:extensionElements></bpmn:endEvent>'
    rest = MANUAL + line("start", "work", "end")
    assert codes(sample(start.format(inputs) + rest + '<bpmn:endEvent id="end" />')) == ["mapping_input"]
    assert codes(sample(start.format(outputs) + rest + '<bpmn:endEvent id="end" />')) == ["mapping_output"]
    assert codes(sample('<bpmn:startEvent id="start" />' + rest + end.format(outputs))) == ["mapping_output"]


def test_a_candidate_group_names_a_known_post_in_any_unit() -> None:
    def assigned(groups: str) -> Procedure:
        written = f'<zeebe:formDefinition formId="work" /><zeebe:assignmentDefinition candidateGroups="{groups}" />'
        return sample(between(extended("userTask", written)), **{"forms/work.form": form("work")})

    assert codes(assigned("unit_hr@BUREAU, city_director")) == []
    assert codes(assigned("= groups")) == []
    assert codes(assigned("unit_hr, unit_hx@BUREAU")) == ["post_unknown"]


def test_expressions_of_forms_are_compiled_with_the_form_named() -> None:
    fields = (
        {"type": "textfield", "key": "no", "label": "文号", "conditional": {"hide": "= outcome ="}},
        {"type": "number", "key": "age", "label": "年龄", "properties": {"check": "= value > limit"}},
    )
    work = extended("userTask", '<zeebe:formDefinition formId="work" />')
    procedure = sample(between(work), **{"forms/work.form": form("work", *fields)})
    found = check(procedure, posts=POSTS, operations={}, called={})
    errors = [(problem.code, problem.file, problem.element) for problem in found if problem.severity is Severity.ERROR]
    assert errors == [("expression_invalid", "forms/work.form", "work")]


def test_an_outcome_that_is_no_choice_is_refused() -> None:
    work = extended("userTask", '<zeebe:formDefinition formId="work" />')
    fields = {"type": "textfield", "key": "outcome", "label": "结论"}
    assert codes(sample(between(work), **{"forms/work.form": form("work", fields)})) == ["outcome_type"]


def test_a_confirmation_of_no_outcome_is_refused() -> None:
    work = extended("userTask", '<zeebe:formDefinition formId="work" />')
    choice = {"type": "radio", "key": "outcome", "label": "结论", "values": [{"value": "reject", "label": "不同意"}]}
    for name, expected in (("reject", []), ("rejct", ["confirm_unknown"])):
        fields = {**choice, "properties": {"confirm": name}}
        assert codes(sample(between(work), **{"forms/work.form": form("work", fields)})) == expected


def test_a_confirmation_hangs_on_the_button_that_the_page_has() -> None:
    work = extended("userTask", '<zeebe:formDefinition formId="work" />')
    text = {"type": "textfield", "key": "why", "label": "理由"}
    choice = {"type": "radio", "key": "outcome", "label": "结论", "values": [{"value": "a", "label": "甲"}]}
    button: dict[str, object] = {"type": "button", "label": "发出"}
    asks = {**button, "properties": {"confirm": "submit"}}
    for fields, expected in (
        ((text, asks), []),
        ((text, {**button, "properties": {"confirm": "yes"}}), ["confirm_unknown"]),
        ((text, button, asks), ["confirm_button"]),
        ((choice, asks), ["confirm_button"]),
        ((text, {"type": "group", "label": "组", "components": [asks]}), ["confirm_button"]),
    ):
        assert codes(sample(between(work), **{"forms/work.form": form("work", *fields)})) == expected


def test_a_form_that_starts_a_case_asks_nothing_once_more() -> None:
    start = extended("startEvent", '<zeebe:formDefinition formId="work" />').replace('id="work"', 'id="start"')
    body = between(MANUAL).replace('<bpmn:startEvent id="start" />', start)
    asks = {"type": "button", "label": "登记", "properties": {"confirm": "submit"}}
    fields = ({"type": "textfield", "key": "why", "label": "理由"}, asks)
    assert codes(sample(body, **{"forms/work.form": form("work", *fields)})) == ["confirm_start"]


def test_several_texts_without_english_are_one_line() -> None:
    found = [problem for problem in check(sample(between(MANUAL)), posts=POSTS) if problem.file == "labels.en.yaml"]
    told = "3 texts have no English; add these keys: process, lane:member, element:work."
    assert [problem.sentence.en for problem in found] == [told]
    one = b"process: Sample\nlane:member: Member\n"
    found = list(check(sample(between(MANUAL), **{"labels.en.yaml": one}), posts=POSTS))
    assert [problem.element for problem in found if problem.code == "label_missing"] == ["element:work"]


def test_an_unknown_label_is_warned_of() -> None:
    procedure = sample(between(MANUAL), **{"labels.en.yaml": b"process: Sample\nelement:wrok: Work\n"})
    found = [problem for problem in check(procedure, posts=POSTS) if problem.code == "label_unknown"]
    assert [problem.element for problem in found] == ["element:wrok"]


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("attendence_gap", {"attendance_gap"}, "attendance_gap"),
        ("attendanceGap", {"attendance_gap"}, "attendance_gap"),
        ("attednance_gap", {"attendance_gap"}, "attendance_gap"),
        ("attendance_gaps", {"attendance_gap"}, "attendance_gap"),
        ("review_1", {"review_2"}, None),
        ("due", {"dub"}, None),
        ("served_at", {"signed_at"}, None),
    ],
)
def test_only_a_name_one_letter_away_counts_as_a_slip(name: str, known: set[str], meant: str | None) -> None:
    assert Names(known).near_miss(name) == meant


@pytest.mark.parametrize(
    ("text", "kind", "fits"),
    [
        ("2026-03-01T09:00:00+08:00", TimerKind.DATE, True),
        ("2026-03-01", TimerKind.DATE, True),
        ("1 March", TimerKind.DATE, False),
        ("2026-03-01T09:00[Europe/Berlin]", TimerKind.DATE, True),
        ("2026-03-01T09:00:00@Asia/Shanghai", TimerKind.DATE, True),
        ("2026-03-01T09:00+01:00[Europe/Berlin]", TimerKind.DATE, True),
        ("2026-03-01T09:00+05:00[Europe/Berlin]", TimerKind.DATE, False),
        ("2026-03-01T09:00[Europe/Nowhere]", TimerKind.DATE, False),
        ("0001-01-01", TimerKind.DATE, False),
        ("9999-12-31", TimerKind.DATE, False),
        ("P99999999Y", TimerKind.DURATION, False),
        ("PT999999999999999H", TimerKind.DURATION, False),
        ("R/2026-03-01T09:00[Europe/Berlin]/P1D", TimerKind.CYCLE, True),
        ("P1Y2M3DT4H5M6.5S", TimerKind.DURATION, True),
        ("P2W", TimerKind.DURATION, True),
        ("P", TimerKind.DURATION, False),
        ("PT", TimerKind.DURATION, False),
        ("-PT1H", TimerKind.DURATION, False),
        ("R3/PT1H", TimerKind.CYCLE, True),
        ("R/2026-03-01T09:00:00+08:00/P1M", TimerKind.CYCLE, True),
        ("R0/PT1H", TimerKind.CYCLE, False),
        ("R3/PT0S", TimerKind.CYCLE, False),
        ("0 9 * * *", TimerKind.CYCLE, False),
        ("= anything", TimerKind.CYCLE, True),
    ],
)
def test_timer_texts_are_what_the_engine_reads(text: str, kind: TimerKind, fits: bool) -> None:
    assert (is_timer_text(text, kind) is None) is fits
    if not text.startswith(("=", "-")):
        zone = ZoneInfo("Asia/Shanghai")
        engine = {
            TimerKind.DATE: lambda: read_moment(text, zone),
            TimerKind.DURATION: lambda: read_duration(text),
            TimerKind.CYCLE: lambda: read_cycle(text, zone),
        }
        assert (engine[kind]() is not None) is fits


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (between('<bpmn:manualTask id="work" name="' + "办" * 201 + '" />'), "work, the name has 201"),
        (
            between(
                extended(
                    "manualTask",
                    '<zeebe:properties><zeebe:property name="deadline" value="= due" />'
                    f'<zeebe:property name="deadline_name" value="{"a" * 61}" /></zeebe:properties>',
                )
            ),
            "deadline_name",
        ),
    ],
)
def test_texts_longer_than_the_rows_of_a_case_are_refused(body: str, what: str) -> None:
    found = [problem.sentence.en for problem in check(sample(body), posts=POSTS) if problem.severity is Severity.ERROR]
    assert len([sentence for sentence in found if what in sentence]) >= 1


def test_a_signal_end_is_let_through_because_the_engine_throws_it() -> None:
    end = '<bpmn:endEvent id="end"><bpmn:signalEventDefinition signalRef="s" /></bpmn:endEvent>'
    body = f'<bpmn:startEvent id="start" />{MANUAL}{end}' + line("start", "work", "end")
    procedure = read_files("sample", {"sample.bpmn": diagram(body, after='<bpmn:signal id="s" name="dispatched" />')})
    assert codes(procedure) == []


def test_every_text_without_english_is_named_by_its_key() -> None:
    fields = [{"type": "textfield", "key": f"k{number}", "label": f"第{number}项"} for number in range(6)]
    work = extended("userTask", '<zeebe:formDefinition formId="work" />')
    found = check(sample(between(work), **{"forms/work.form": form("work", *fields)}), posts=POSTS)
    (told,) = [problem.sentence for problem in found if problem.code == "labels_missing"]
    for said in told:
        assert [key for key in (f"form:work:k{number}" for number in range(6)) if key not in said] == []
