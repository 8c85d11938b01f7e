"""The words about who may read what: what the reader keeps of them, and what the check lets through or refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.procedure.diagrams import HEAD, LANE, between, diagram, form
from tests.procedure.parts import POSTS
from workflows.documents.letters import letters_of_before
from workflows.procedure import Procedure, Severity, check, read_files

TASK = (
    '<bpmn:userTask id="work" name="办理"><bpmn:extensionElements><zeebe:formDefinition formId="work" />'
    "<zeebe:properties>{}</zeebe:properties></bpmn:extensionElements></bpmn:userTask>"
)


def written(**properties: str) -> str:
    """zeebe:property elements of these names."""
    return "".join(f"<zeebe:property name=\"{name}\" value='{value}' />" for name, value in properties.items())


def task_with(**properties: str) -> Procedure:
    """A procedure whose one task has these properties."""
    body = between(TASK.format(written(**properties)))
    field = {"type": "textfield", "key": "reason", "label": "reason", "properties": {"visible_to": "member, office"}}
    return read_files("sample", {"sample.bpmn": diagram(body), "forms/work.form": form("work", field)})


def process_with(**properties: str) -> Procedure:
    """A procedure whose process has these properties and no others."""
    inside = (
        f"<bpmn:extensionElements><zeebe:properties>{written(**properties)}</zeebe:properties></bpmn:extensionElements>"
    )
    lanes = LANE.format("<bpmn:flowNodeRef>work</bpmn:flowNodeRef>")
    body = between('<bpmn:manualTask id="work" name="办理" />')
    text = HEAD + f'<bpmn:process id="sample" name="样例" isExecutable="true">{inside}{lanes}{body}</bpmn:process>'
    return read_files("sample", {"sample.bpmn": (text + "</bpmn:definitions>").encode()})


def errors(procedure: Procedure, **known: object) -> list[str]:
    """The codes of the errors that the check reports."""
    found = check(procedure, **{"posts": POSTS, "operations": {}, "called": {}, **known})  # type: ignore[arg-type]
    return [problem.code for problem in found if problem.severity is Severity.ERROR]


def test_what_a_task_shows_and_seals_is_read_in_order() -> None:
    element = task_with(shows="start, work,letter:recall_order", sealed_until="end").elements["work"]
    assert element.shows == ("start", "work", "letter:recall_order")
    assert element.sealed_until == "end"
    bare = task_with().elements["work"]
    assert (bare.shows, bare.sealed_until) == ((), None)


def test_a_field_names_the_posts_that_may_read_it() -> None:
    procedure = task_with()
    assert procedure.forms["work"].inputs[0].visible_to == {"member", "office"}
    assert errors(procedure) == []


def test_tasks_show_earlier_rounds_of_themselves_and_letters_that_exist() -> None:
    procedure = task_with(shows="work, letter:recall_order", sealed_until="end")
    house = {name: replace(task_with(), letters={name: letters_of_before()[name]}) for name in ("recall_order", "urge")}
    assert errors(procedure, called=house) == []
    assert errors(procedure, called={"urge": house["urge"]}) == ["shows_unknown"]
    assert errors(task_with(shows="work, work")) == ["shows_twice"]


@pytest.mark.parametrize("missing", ["readers", "owner"])
def test_a_process_without_readers_or_owner_is_refused(missing: str) -> None:
    given = {name: "member" for name in ("readers", "owner") if name != missing}
    assert errors(process_with(**given)) == [f"{missing}_missing"]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"readers": "member, unit_hr@BUREAU"}, []),
        ({"readers": '=["member", "unit_hr@" + unit]'}, []),
        ({"readers": "nobody"}, ["post_unknown"]),
        ({"owner": "nobody"}, ["post_unknown"]),
        ({"owner": "member, unit_hr"}, ["owner_several"]),
        ({"cancel_by": "city_director, starter"}, []),
        ({"cancel_by": "director"}, ["post_unknown"]),
        ({"cancel_by": "administrator"}, ["posts_administrator"]),
        ({"readers": "member, administrator"}, ["posts_administrator"]),
        ({"owner": "administrator"}, ["posts_administrator"]),
        ({"owner": "unit_hr"}, ["owner_no_reader"]),
        ({"owner": "unit_hr@BUREAU", "readers": "member, unit_hr"}, []),
        # What names nobody, and expressions where names are read as they stand.
        ({"readers": " "}, ["readers_missing"]),
        ({"readers": ","}, ["posts_nobody"]),
        ({"readers": "=[]"}, ["posts_nobody"]),
        ({"readers": '="member"'}, ["posts_nobody"]),
        ({"readers": '=["nobody"]'}, ["post_unknown"]),
        ({"readers": '=["administrator"]'}, ["posts_administrator"]),
        ({"owner": ","}, ["posts_nobody"]),
        ({"owner": '="member"'}, ["posts_literal"]),
        ({"cancel_by": ","}, ["posts_nobody"]),
        ({"cancel_by": '=["city_director"]'}, ["posts_literal"]),
        ({"recuse_by": '=["city_director"]'}, ["posts_literal"]),
        ({"appoint_by": '=["city_director"]'}, ["posts_literal"]),
        ({"appoint_by": "nobody"}, ["post_unknown"]),
        ({"starter_follows": "true"}, []),
        ({"starter_follows": "yes"}, ["starter_follows_value"]),
        ({"title_public": "样例"}, []),
        ({"title_public": '="样例 " + number', "business_key": "=number"}, []),
        ({"title_public": '="样例 " + number + " " + outcome', "business_key": "=number"}, ["title_public_reads"]),
        ({"title_public": "=person.name"}, ["title_public_reads"]),
        ({"title_outside": '="样例 " + number', "business_key": "=number"}, []),
        ({"title_outside": "=person.name"}, ["title_outside_reads"]),
        ({"title_public": '=people[name = "x"].name'}, ["title_public_reads", "title_public_reads"]),
    ],
)
def test_readers_owner_and_public_title(properties: dict[str, str], codes: list[str]) -> None:
    assert errors(process_with(**{"readers": "member", "owner": "member", **properties})) == codes
