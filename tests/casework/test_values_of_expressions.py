"""What an expression gives the engine is of the kind that it needs, or an incident at its element; it never widens who may act."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world
from tests.procedure.diagrams import HEAD, extended, line
from workflows.casework.catalogue import publish
from workflows.casework.errors import IncidentRaised
from workflows.casework.models import Case, Incident, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files
from workflows.store import Store

LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="unit_hr" name="人事"><bpmn:flowNodeRef>start</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>first</bpmn:flowNodeRef><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)
WORDS = {"assignee": "assignmentDefinition", "candidateUsers": "assignmentDefinition"}
WORDS |= {"candidateGroups": "assignmentDefinition", "priority": "priorityDefinition", "dueDate": "taskSchedule"}


def two_tasks(inner: str, process: str = "") -> bytes:
    work = f'<bpmn:manualTask id="work" name="办理"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:manualTask>'
    if "zeebe:property" not in inner:
        work = work.replace("manualTask", "userTask")
    body = (
        f'{process}{LANES}<bpmn:startEvent id="start" /><bpmn:manualTask id="first" name="首件" />{work}'
        f'<bpmn:endEvent id="end" />{line("start", "first", "work", "end")}'
    )
    return (
        HEAD + f'<bpmn:process id="sample" name="样例" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
    ).encode()


class Office:
    """A case of two tasks; `go_on` completes the first, so that the second comes."""

    def __init__(self, world: World, diagram: bytes, **variables: object) -> None:
        self.world = world
        with transaction(world.store) as work:
            publish(work, read_files("sample", {"sample.bpmn": diagram}))
            self.case_id: uuid.UUID = start_case(work, "sample", variables, actor=None).id

    def go_on(self) -> None:
        actor = self.world.actor("hu")
        with self.world.store.read() as work:
            first = work.session.scalar(select(Task.id).where(Task.case_id == self.case_id, Task.element_id == "first"))
        assert first is not None
        with transaction(self.world.store) as work:
            complete(work, first, actor, {})

    def incident(self) -> Incident:
        with self.world.store.read() as work:
            return work.session.scalars(select(Incident).where(Incident.case_id == self.case_id)).one()


@pytest.fixture
def world(store: Store) -> World:
    """The office alone."""
    return build_world(store)


@pytest.mark.parametrize(
    ("word", "value", "said"),
    [
        ("priority", "high", "string"),
        ("priority", 50.7, "number"),
        ("priority", -5, "number"),
        ("priority", 101, "number"),
        ("priority", True, "boolean"),
        ("dueDate", "tomorrow", "string"),
        ("dueDate", "0001-01-01T00:00:00Z", "string"),
        ("dueDate", "9999-12-31T23:59:59Z", "string"),
        ("dueDate", 5, "number"),
        ("assignee", None, "null"),
        ("assignee", ["hu", "ana"], "list"),
        ("assignee", True, "boolean"),
        ("candidateGroups", None, "null"),
        ("candidateGroups", "unit_hr", "string"),
        ("candidateGroups", ["unit_hr", None], "list"),
        ("candidateGroups", ["unit_hr", ""], "list"),
        ("candidateGroups", {"post": "unit_hr"}, "context"),
        ("candidateGroups", [], "nobody"),
        ("candidateGroups", ["unit_hr@"], "code"),
        ("candidateUsers", None, "null"),
        ("candidateUsers", ["nosuch"], "nosuch"),
    ],
)
def test_a_value_of_another_kind_is_an_incident_at_its_element(
    world: World, word: str, value: object, said: str
) -> None:
    office = Office(world, two_tasks(f'<zeebe:{WORDS[word]} {word}="=x" />'), x=value)
    with pytest.raises(IncidentRaised) as raised:
        office.go_on()
    assert raised.value.element_id == "work"
    incident = office.incident()
    assert incident.element_id == "work"
    assert said in incident.message
    assert "tomorrow" not in incident.message
    with world.store.read() as work:
        opened = work.session.scalars(select(Task.element_id).where(Task.case_id == office.case_id)).all()
        assert opened == ["first"]


@pytest.mark.parametrize(("value", "kept"), [(None, 50), (0, 0), (100, 100)])
def test_a_priority_is_a_whole_number_up_to_a_hundred(world: World, value: int | None, kept: int) -> None:
    office = Office(world, two_tasks('<zeebe:priorityDefinition priority="=x" />'), x=value)
    office.go_on()
    with world.store.read() as work:
        assert work.session.scalar(select(Task.priority).where(Task.element_id == "work")) == kept


def test_a_null_assignee_beside_groups_is_an_incident_as_in_camunda(world: World) -> None:
    written = '<zeebe:assignmentDefinition assignee="=x" candidateGroups="=[&quot;city_director&quot;]" />'
    office = Office(world, two_tasks(written), x=None)
    with pytest.raises(IncidentRaised) as raised:
        office.go_on()
    assert (raised.value.element_id, "null" in office.incident().message) == ("work", True)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("x", None),
        ("if x = null then null else now()", None),
        ("deadline(&quot;nosuch&quot;)", None),
        ("y", "There is no variable named y"),
        ("date and time(string(1))", "no result for these arguments"),
        ("now() + x", "cannot be applied"),
    ],
)
def test_a_due_date_that_means_null_is_none_and_one_that_failed_is_an_incident(
    world: World, written: str, said: str | None
) -> None:
    office = Office(world, two_tasks(f'<zeebe:taskSchedule dueDate="={written}" />'), x=None)
    if said is None:
        office.go_on()
        with world.store.read() as work:
            assert work.session.execute(select(Task.due_at).where(Task.element_id == "work")).one() == (None,)
    else:
        with pytest.raises(IncidentRaised):
            office.go_on()
        assert said in office.incident().message


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", [1], "list"),
        ("title", "题" * 301, "301"),
        ("business_key", True, "boolean"),
        ("business_key", "k" * 121, "121"),
        ("unit", ["BUREAU"], "list"),
    ],
)
def test_what_a_process_says_of_its_case_is_a_text(world: World, name: str, value: object, said: str) -> None:
    process = (
        f'<bpmn:extensionElements><zeebe:properties><zeebe:property name="{name}" value="=if done = true then x else null" />'
        "</zeebe:properties></bpmn:extensionElements>"
    )
    script = '<zeebe:script expression="=true" resultVariable="done" />'
    body = (
        f'{process}{LANES}<bpmn:startEvent id="start" /><bpmn:manualTask id="first" name="首件" />{extended("scriptTask", script)}'
        f'<bpmn:endEvent id="end" />{line("start", "first", "work", "end")}'
    )
    diagram = (
        HEAD + f'<bpmn:process id="sample" name="样例" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
    )
    office = Office(world, diagram.encode(), x=value)
    with pytest.raises(IncidentRaised):
        office.go_on()
    incident = office.incident()
    assert incident.element_id == "sample"
    assert said in incident.message
    with world.store.read() as work:
        assert work.session.get_one(Case, office.case_id).title == "样例"
