"""What goes between procedures: messages that nobody waits for, what they bring, what a round gives its parts, codes of units."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.rounds.round_office import ROUND, SHARE
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.casework.operations import registered_operations
from workflows.procedure import Procedure, Severity, check, read_files, read_folder
from workflows.procedure.model import Problem

SCRIPT = (
    'expression="=for n in 1..12 return {key: &quot;C&quot; + string(n), name: &quot;第&quot; + string(n) + &quot;县&quot;, '
    'variables: {month: month, unit: &quot;C&quot; + string(n)}}"'
)
LITERAL = 'expression="=for u in [&quot;C1&quot;, &quot;C4&quot;] return {key: u, name: u, variables: {month: month, unit: u}}"'


def of(name: str, *changes: tuple[str, str]) -> Procedure:
    """The round or the share with changes of its diagram."""
    files = dict(read_folder(ROUND if name == "monthly_round" else SHARE).files)
    text = files[f"{name}.bpmn"].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_files(name, {**files, f"{name}.bpmn": text.encode()})


def said(procedure: Procedure, *others: Procedure, units: set[str] | None = None, code: str = "") -> list[Problem]:
    """What is said of a procedure among others, of one code or of every one that the drawing alone does not cause."""
    called = {each.process_id: each for each in others}
    functions = calendar_functions(Calendar())
    found = check(procedure, operations=registered_operations(), called=called, functions=functions, units=units)
    return [each for each in found if each.code == code or (not code and each.code[:6] not in ("layout", "labels"))]


def test_the_round_and_its_part_are_said_nothing_of() -> None:
    assert said(of("monthly_round"), of("monthly_share")) == []
    assert said(of("monthly_share"), of("monthly_round"), units={"CITY"}) == []


def test_a_message_that_nobody_waits_for_is_warned_of() -> None:
    misspelt = of("monthly_round", ('name="share.returned"', 'name="share.retured"'))
    (problem,) = said(misspelt, of("monthly_share"), code="thrown_unheard")
    assert problem.severity is Severity.WARNING
    assert problem.sentence.en == (
        "return throws the message share.retured, but no procedure that is known here waits for it. Did you mean share.returned?"
    )
    assert len(said(of("monthly_share"), code="thrown_unheard")) == 1, "alone, nothing hears its report"


def test_a_scenario_sends_no_message_that_nothing_waits_for() -> None:
    plain = of("monthly_share")
    scenario = (
        "name: {zh: 甲, en: A}\nstart: {by: county_office@C1, at: 2026-03-01T09:00:00+08:00}\n"
        "steps:\n  - {message: share.acepted, key: k}\nend: {events: [taken]}\n"
    )
    procedure = read_files("monthly_share", {**plain.files, "scenarios/a.yaml": scenario.encode()})
    (problem,) = said(procedure, of("monthly_round"), code="scenario_message")
    assert problem.sentence.en.endswith(
        "sends the message share.acepted, which nothing waits for. Did you mean share.accepted?"
    )


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ('part.state = "reported"', 'part.state = "reportd"', "Did you mean reported?"),
        ('part.state = "reported"', "part.stat = 1", "Did you mean state?"),
        ('source="= reason"', 'source="= pionts"', "points"),
        (
            'part.state = "reported"',
            'count(sort(part_states, function(a, b) a.key &lt; b.key)[state = "endde"]) = 0',
            "Did you mean ended?",
        ),
        (
            'part.state = "reported"',
            "count(sort(part_states, function(a, b) a.kye &lt; b.key)) = 0",
            "Did you mean key?",
        ),
    ],
)
def test_a_round_is_followed_into_what_its_parts_say(old: str, new: str, advice: str) -> None:
    (problem,) = said(of("monthly_round", (old, new)), of("monthly_share"))
    assert problem.severity is Severity.WARNING, "whoever sends messages may bring more"
    assert advice in problem.sentence.en


def test_a_part_is_followed_into_what_its_round_gives() -> None:
    misspelt = of("monthly_share", ("month + ", "mnoth + "))
    found = said(misspelt, of("monthly_round"))
    assert ["mnoth" in each.sentence.en and "month" in each.sentence.en for each in found] == [True]


@pytest.mark.parametrize("is_round", [True, False])
def test_the_code_of_a_unit_that_a_list_holds_must_exist(is_round: bool) -> None:
    round_, share = of("monthly_round", (SCRIPT, LITERAL)), of("monthly_share")
    asked = (round_, share) if is_round else (share, round_)
    assert said(*asked, units={"CITY", "C1", "C4"}) == []
    found = said(*asked, units={"CITY", "C1", "C5"}, code="unit_unknown")
    assert {each.element for each in found} == ({"start_parts"} if is_round else {"monthly_share", "county_office"})
    assert all("the unit C4" in each.sentence.en for each in found)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('leader_of("C9")', "C9"),
        ('post_for("county_office", "C9")', "C9"),
        ('leader_of(if month = "1" then "C1" else part_key)', None),
        ("leader_of(part_key)", None),
    ],
)
def test_a_unit_that_a_function_is_asked_for_must_exist(value: str, code: str | None) -> None:
    changed = of("monthly_share", ('value=\'="县月报 " +', f'value=\'=get or else({value}, "") +'))
    found = said(changed, of("monthly_round"), units={"CITY", "C1"}, code="unit_unknown")
    assert [f"the unit {code}" in each.sentence.en for each in found] == ([True] if code else [])
