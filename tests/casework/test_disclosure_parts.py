"""Each section of a case file by itself, over rows made by hand: what one ground more or less opens, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.casework.hand_made import AT, ELSEWHERE, ME, OTHER, PROCEDURES, UNIT, decision, entry, grants, task
from tests.casework.world import FORMS, REVIEW
from workflows.casework import disclosure
from workflows.casework.file_parts import Entry, Material, OpenStep, Words
from workflows.casework.grants import Grants, Moved, Shown
from workflows.casework.models import Decision, EvaluationRecord, Ground, Notice
from workflows.people import Person
from workflows.people.actor import StandIn
from workflows.procedure import Procedure, read_files

ANSWERS = {"remark": "同意", "closed": "内部意见", "people": [{"who": "甲", "health": "差"}, "no row"]}
SAID = {"label": "当时的名称"}
CALLED = {"closed": {"x": SAID}, "people": [{"who": {"甲": SAID}, "health": {"差": SAID}}, {}]}
CHECK_A = decision("check_a", called=CALLED, **ANSWERS)
CHECK_B = decision("check_b", item="甲", choice="乙", mark_b="7", ticks=["a"])
BEGIN = decision("begin", subject="1号", source="匿名")
IN_CALLED = decision("x_check_a", "called", by=ME, mark_a=3)
ENTERED = (
    ["entered", "review", "check_a", {}],
    ["entered", "review", "join", {}],
    ["completed", "review", "check_b", {}],
)
HISTORY = [
    entry(
        1,
        "case_started",
        "begin",
        moved=[*ENTERED, ["entered", "nowhere", "check_b", {}], ["entered", "review", "gone", {}]],
    ),
    entry(2, "task_completed", "check_a", task_id=str(CHECK_A.task_id), moved=[["completed", "review", "check_a", {}]]),
    entry(3, "task_completed", "check_b", task_id=str(CHECK_B.task_id)),
    entry(4, "task_completed", "x_check_a", by=ME, task_id=str(IN_CALLED.task_id)),
    entry(5, "timer_fired", "x_reminder", by=None, moved=[["timer_fired", "called", "x_reminder", {}]]),
    entry(6, "incident_raised", "remind", by=None),
    entry(7, "task_claimed", "check_a", by=ME),
    entry(8, "recused", "", by=ME),
    entry(9, "task_completed", "x_check_b", by=ME, task_id=str(uuid.uuid4())),
    # One id in two procedures: what moved says which is meant, else that of the case.
    entry(
        10,
        "message_received",
        "finish",
        by=None,
        moved=[["entered", "review", "join", {}], ["ended", "called", "finish", {}]],
    ),
    entry(11, "signal_received", "finish", by=None, moved=[["ended", "nowhere", "finish", {}]]),
]
TOLD: Mapping[int, Mapping[str, Any]] = {
    1: {"subject": "earlier", "extra": 1},
    6: {"message": "失败原因"},
    8: {"reason": "有亲属关系"},
    2: {"reason": "不得显示"},
}


def material(**values: Any) -> Material:
    """The case with everything in it."""
    given: dict[str, Any] = {
        "history": HISTORY,
        "told": TOLD,
        "decisions": [BEGIN, CHECK_A, CHECK_B, IN_CALLED],
        **values,
    }
    return Material(PROCEDURES, "review", OTHER, **given)


def lines(given: Grants, **values: Any) -> list[Entry]:
    """The record for one reader."""
    return disclosure.record_of(material(**values), given)


REACHED = (Moved((3, 0), "completed", "review", "join"),)


def test_readers_see_every_line_of_their_processes_and_a_sealed_one_without_its_words() -> None:
    record = lines(grants("review"))
    assert [
        (line.kind, line.process_id, line.element_id, line.words is not None, line.is_sealed) for line in record
    ] == [
        ("case_started", "review", "begin", True, False),
        ("task_completed", "review", "check_a", False, True),
        ("task_completed", "review", "check_b", True, False),
        ("task_completed", "called", "x_check_a", True, False),
        ("incident_raised", "review", "remind", False, False),
        ("task_claimed", "review", "check_a", False, False),
        ("recused", "review", "", False, False),
        ("task_completed", "called", "x_check_b", False, False),
        ("signal_received", "review", "finish", False, False),
    ]
    assert [line.opened for line in record if line.opened] == [("check_a",)]
    assert [line.reason for line in record] == ["", "不得显示", "", "", "失败原因", "", "有亲属关系", "", ""]
    assert (record[1].actor_id, record[1].signature, record[1].happened_at) == (
        OTHER,
        "综合组 鲍杰",
        AT + timedelta(minutes=2),
    )
    opened = lines(grants("review", moved=REACHED))[1]
    assert (opened.words is not None, opened.is_sealed) == (True, False)


def test_only_what_a_seal_covers_is_said_to_be_sealed() -> None:
    mine = decision("check_a", by=ME, **ANSWERS)
    own = lines(
        grants("review"), decisions=[mine], history=[entry(2, "task_completed", "check_a", task_id=str(mine.task_id))]
    )
    assert [(line.words is not None, line.is_sealed) for line in own] == [(True, False)]
    formless = decision("check_b")
    formless.form_id = None
    without = entry(3, "task_completed", "check_b", task_id=str(formless.task_id))
    assert [line.is_sealed for line in lines(grants("review"), decisions=[formless], history=[without])] == [False]


def test_a_process_is_read_by_its_own_readers() -> None:
    assert [line.element_id for line in lines(grants("called"))] == ["x_check_a", "x_reminder", "x_check_b", "finish"]
    assert lines(grants("called"))[1].opened == ()


def test_others_see_the_lines_whose_words_are_open_and_what_they_did_themselves() -> None:
    nothing = grants(grounds=(Ground.WROTE,))
    mine = lines(nothing)
    assert [(line.element_id, line.words is not None) for line in mine] == [("x_check_a", True), ("x_check_b", False)]
    assert [line.reason for line in mine] == ["", ""]
    shown = replace(nothing, shown=Shown(answers=(("review", "check_b"), ("review", "begin"))))
    record = lines(shown)
    assert [line.element_id for line in record] == ["begin", "check_b", "x_check_a", "x_check_b"]
    assert [line.opened for line in record] == [(), (), (), ()], "what a step led to is for readers"
    started = lines(nothing, history=[entry(1, "case_started", "begin", by=ME)])
    assert [line.kind for line in started] == ["case_started"]
    assert lines(nothing, history=[entry(1, "case_cancelled", by=ME), entry(2, "task_completed", "check_a")]) == []
    told = {2: {"reason": "自述"}}
    own = lines(nothing, history=[entry(2, "task_completed", "check_a", by=ME)], told=told)
    assert [line.reason for line in own] == ["自述"]


def words(given: Grants, each: Decision = CHECK_A) -> Words | None:
    """A decision's answers for one reader, written in line 2."""
    return disclosure.decision_words(material(), given, each, 2)


def keys(found: Words | None) -> list[str]:
    """The fields that are open."""
    assert found is not None
    return [item.key for item, _ in found.fields]


def test_answers_are_told_with_their_signature_and_closed_fields_are_counted() -> None:
    found = words(grants("review", moved=REACHED))
    assert found is not None
    assert (found.process_id, found.element_id, found.form.id) == ("review", "check_a", "check_a")
    assert (found.outcome, found.author_id, found.signature, found.signature_en) == (
        "agree",
        OTHER,
        "综合组 鲍杰",
        "General group 鲍杰",
    )
    assert (found.written_at, found.item, found.post_key, found.unit_id) == (AT, "", "general_group", UNIT)
    assert keys(found) == ["remark", "people"]
    assert found.hidden == 2
    assert [value for _, value in found.fields] == ["同意", [{"who": "甲"}]]
    assert found.labels == {"people": [{"who": {"甲": SAID}}, {}]}, (
        "what a choice was called is as closed as the choice"
    )
    whole = words(grants("review", moved=REACHED, post="city_director"))
    assert keys(whole) == ["remark", "closed", "people"]
    assert whole is not None
    assert whole.hidden == 0
    assert whole.labels == CALLED
    assert whole.fields[2][1] == [{"who": "甲", "health": "差"}]
    own = words(grants(), decision("check_a", by=ME, **ANSWERS))
    assert keys(own) == ["remark", "closed", "people"]
    item = words(grants("review"), CHECK_B)
    assert item is not None
    assert item.item == "甲"
    assert [value for _, value in item.fields] == ["乙", "7", ["a"]]


def test_answers_of_no_form_or_not_open_are_none() -> None:
    formless = decision("check_b")
    formless.form_id = None
    assert words(grants("review"), formless) is None
    assert words(grants()) is None
    assert words(grants("review")) is None, "sealed"
    odd = decision("check_a", by=ME, people="no list")
    found = words(grants(), odd)
    assert found is not None
    assert found.fields[2][1] == "no list"


def test_the_start_is_read_by_readers_by_its_author_and_where_it_is_shown() -> None:
    line = HISTORY[0]
    found = disclosure.start_words(material(), grants("review"), line)
    assert keys(found) == ["subject"]
    assert found is not None
    assert found.fields[0][1] == "1号", "the decision, not what the line told before"
    assert (found.process_id, found.element_id, found.hidden, found.author_id) == ("review", "begin", 1, OTHER)
    assert (found.signature, found.written_at, found.outcome) == (line.signature, line.happened_at, "")
    old = disclosure.start_words(material(decisions=[]), grants("review"), line)
    assert old is not None
    assert old.fields[0][1] == "earlier"
    assert disclosure.start_words(material(), grants("called"), line) is None
    formless = replace(material(), process_id="called")
    assert (
        disclosure.start_words(replace(formless, procedures={"called": _without_start_form()}), grants("called"), line)
        is None
    )


def _without_start_form() -> Procedure:
    text = REVIEW.replace(b'<zeebe:formDefinition formId="begin" />', b"").replace(b'id="review"', b'id="called"')
    files = {f"forms/{name}.form": data for name, data in FORMS.items() if name != "begin"}
    return read_files("called", {"called.bpmn": text, **files})


def test_what_a_task_shows_stands_in_its_order_and_for_its_item() -> None:
    record = lines(grants("review", "called", moved=REACHED))
    shown = Shown(answers=(("review", "check_b"), ("review", "check_a"), ("review", "supplement")))
    assert [found.element_id for found in disclosure.shown_words(record, shown, "")] == ["check_b", "check_a"]
    assert [found.element_id for found in disclosure.shown_words(record, shown, "甲")] == ["check_b", "check_a"]
    assert [found.element_id for found in disclosure.shown_words(record, shown, "乙")] == ["check_a"]


def test_only_the_variables_that_open_questions_read_are_given() -> None:
    variables = {"staff": ["甲"], "topic": "出勤", "translated": "x", "secret": "y"}
    record = lines(grants("review"))
    assert disclosure.choices_of(material(variables=variables), record) == {
        "staff": ["甲"],
        "topic": "出勤",
        "translated": "x",
    }
    assert disclosure.choices_of(material(variables=variables), []) == {}


def test_who_knows_of_an_open_step_and_how_much() -> None:
    open_task = task(item="甲", claimed_at=AT + timedelta(hours=1))
    known = {
        "process_id": "review",
        "element_id": "check_a",
        "name": "审核",
        "name_en": "Review",
        "since": AT + timedelta(hours=1),
    }
    post = {"post_key": "general_group", "unit_id": UNIT, "unit_name": "市办", "unit_name_en": "City office"}
    whole = OpenStep(**known, **post, task_id=open_task.id, item="甲", holder="鲍杰")
    watched, owed = OpenStep(**known, **post), OpenStep(**known)
    expected = {
        whole: [grants("review"), grants(does=frozenset({open_task.id})), grants("review", grounds=(Ground.WATCHES,))],
        watched: [grants(grounds=(Ground.WATCHES,)), grants(grounds=(Ground.WATCHES, Ground.OWES))],
        owed: [grants(grounds=(Ground.OWES,))],
    }
    for step, readers in expected.items():
        for given in readers:
            assert disclosure.open_steps(material(open_tasks=[open_task]), given) == [step]
    for given in (
        grants("called"),
        grants(grounds=(Ground.WROTE, Ground.DOES, Ground.ADMINISTERS)),
        grants(does=frozenset({ME})),
    ):
        assert disclosure.open_steps(material(open_tasks=[open_task]), given) == []
    following = disclosure.step_for(open_task, reads=(), grounds=(), does=(), follows=True)
    assert following == watched
    assert disclosure.step_for(open_task, reads=(), grounds=(), does=()) is None
    # For whom somebody stands in is told with their name, and with nothing less.
    lent = task(claimed_at=AT)
    lent.substitute_for = Person(name="戴主任")
    for given, holder_for in ((grants("review"), "戴主任"), (grants(grounds=(Ground.WATCHES,)), "")):
        assert [step.holder_for for step in disclosure.open_steps(material(open_tasks=[lent]), given)] == [holder_for]
    bare = task(claimed_at=None)
    bare.unit, bare.assignee = None, None
    (step,) = disclosure.open_steps(material(open_tasks=[bare]), grants("review"))
    assert (step.since, step.unit_name, step.unit_name_en, step.holder) == (AT, "", "", "")


@pytest.mark.parametrize("written", ["true", "false"])
@pytest.mark.parametrize("starter", [ME, OTHER, None])
@pytest.mark.parametrize("stands_aside", [False, True])
def test_whoever_started_a_case_follows_it_where_its_process_says_so(
    written: str, starter: uuid.UUID | None, stands_aside: bool
) -> None:
    elements = {"check_a": SimpleNamespace(is_own_word=False)}
    process = SimpleNamespace(elements=elements, property=lambda name: written if name == "starter_follows" else None)
    case: Any = SimpleNamespace(
        open_tasks=[task()], procedures={"review": process}, started_by_id=starter, deadlines=[]
    )
    follows = bool(disclosure.open_steps(case, grants(stands_aside=stands_aside)))
    assert follows == (written == "true" and starter == ME and not stands_aside)


def test_explanations_of_decisions_are_for_readers_and_for_tasks_that_show_them() -> None:
    own = EvaluationRecord(element_id="prepare", decision_id="fault")
    called = EvaluationRecord(element_id="x_prepare", decision_id="match")
    case = material(evaluations=[own, called])
    assert disclosure.evaluations_of(case, grants("review")) == [own]
    assert disclosure.evaluations_of(case, grants("called")) == [called]
    assert disclosure.evaluations_of(case, grants(shown=Shown(decisions=frozenset({"match"})))) == [called]
    assert disclosure.evaluations_of(case, grants()) == []


def test_notices_are_for_readers_and_for_those_they_went_to() -> None:
    to: dict[str, dict[str, Any]] = {
        "me": {"person_id": ME},
        "another": {"person_id": OTHER, "post_key": "general_group"},
        "post": {"post_key": "general_group"},
        "post here": {"post_key": "general_group", "unit_id": UNIT},
        "post elsewhere": {"post_key": "general_group", "unit_id": ELSEWHERE},
        "another post": {"post_key": "unit_hr"},
        "nobody": {},
    }
    case = material(notices=[Notice(text=name, **values) for name, values in to.items()])
    assert [notice.text for notice in disclosure.notices_of(case, grants("review"))] == list(to)
    assert [notice.text for notice in disclosure.notices_of(case, grants("called"))] == ["me", "post", "post here"]
    # What a step of a called procedure sent is its readers'; to whom it went by post and stands aside from it, it is not open.
    sent = [Notice(text=name, process_id="called", **to[name]) for name in ("me", "another", "post")]
    case = material(notices=sent)
    assert [notice.text for notice in disclosure.notices_of(case, grants("called"))] == ["me", "another", "post"]
    for given, open_to in ((grants("review"), ["me", "post"]), (grants("review", aside=frozenset({"called"})), ["me"])):
        assert [notice.text for notice in disclosure.notices_of(case, given)] == open_to


def test_rows_that_only_the_place_of_somebody_absent_opens_are_closed_by_their_relatives_as_well() -> None:
    step = task()
    own = grants("review", does=frozenset({step.id}))
    absent = StandIn(OTHER, "鲍杰", frozenset({OTHER, ELSEWHERE}), ())
    lent = replace(own, actor=replace(own.actor, stand_ins=(absent,)))
    assert (own.closed_in(step), lent.closed_in(step)) == ({ME}, {ME, OTHER, ELSEWHERE})
    shown = Shown(answers=(("review", "check_a"),))
    for right in ({"own_reads": frozenset({"review"})}, {"own_does": frozenset({step.id})}, {"own_shown": shown}):
        assert replace(lent, **right).closed_in(step) == {ME}
