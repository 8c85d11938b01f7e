"""Stored versions stay readable: what was accepted once is read or passed over, what was never accepted is not."""

from __future__ import annotations

import hashlib

import pytest

from tests.procedure.diagrams import between, diagram, form
from workflows.procedure import ProcedureError, read_files, read_stored
from workflows.procedure import form_vocabulary as forms
from workflows.procedure import letter_vocabulary as letters
from workflows.procedure import vocabulary as v
from workflows.procedure.stored import WORDS, stored_words

LINES = WORDS.read_text(encoding="utf-8").splitlines()
# The words of the first record, 28 November 2026. New words are added below them; none of these may go or change.
FIRST, DIGEST = 476, "3de46f857077650f39a4bb4d0f6001be582ae8262e803df9c1d1b1da9b49072e"


def read_today() -> set[tuple[str, str, str]]:
    """Every word that the readers of new files know, in the form of the record."""
    tags = {*v.CHILDREN, *(child for children in v.CHILDREN.values() for child in children)}
    found = {("element", "-", tag) for tag in tags}
    found |= {("attribute", tag, name) for tag, names in v.ATTRIBUTES.items() for name in names}
    for children in (v.EXTENSIONS, v.CONTAINERS):
        for tag, each in children.items():
            for child, names in each.items():
                found |= {("extension", tag, child), *(("extension-attribute", child, name) for name in names)}
    found |= {("property", tag, name) for tag, names in v.PROPERTIES.items() for name in names}
    found |= {("component", "-", kind) for kind in forms.FORM_FIELDS}
    words = {*forms.FORM_ATTRIBUTES, *(name for names in forms.FORM_FIELDS.values() for name in names)}
    words |= {f"validate.{name}" for names in forms.FORM_VALIDATE.values() for name in names}
    parts = {"conditional": forms.FORM_CONDITIONAL, "layout": forms.FORM_LAYOUT, "appearance": forms.FORM_APPEARANCE}
    words |= {f"{part}.{name}" for part, names in parts.items() for name in names}
    found |= {("form", "-", name) for name in words}
    found |= {("form-property", "-", name) for name in forms.FORM_PROPERTIES}
    parts = {"title": letters.TITLE_KEYS, "masks": letters.MASK_KEYS}
    keys = {*letters.LETTER_KEYS, *(f"{part}.{name}" for part, of_it in parts.items() for name in of_it)}
    return found | {("letter", "-", key) for key in keys}


def test_the_record_of_words_only_grows() -> None:
    assert hashlib.sha256("\n".join(LINES[:FIRST]).encode()).hexdigest() == DIGEST
    assert len(set(LINES)) == len(LINES)


def test_every_word_of_today_is_on_record() -> None:
    """A word that is missing here is new: add its line at the end of stored_words.txt."""
    assert sorted(read_today() - stored_words()) == []


def test_no_element_and_no_component_on_record_has_lost_its_reader() -> None:
    """These cannot be passed over: an element that is not read leaves a hole in a running case."""
    gone = {word for word in stored_words() - read_today() if word[0] in ("element", "component")}
    assert gone == set()


ONCE = {
    "default flow of a task": (b'<bpmn:userTask id="work" ', b'<bpmn:userTask id="work" default="work_end" '),
    "headers of a user task": (
        b"<zeebe:userTask />",
        b'<zeebe:userTask /><zeebe:taskHeaders><zeebe:header key="a" value="b" /></zeebe:taskHeaders>',
    ),
}
TASK = between(
    '<bpmn:userTask id="work" name="办理"><bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="work" />'
    "</bpmn:extensionElements></bpmn:userTask>"
)
FIELDS = form("work", {"type": "textfield", "key": "reason", "label": "理由"})


@pytest.mark.parametrize("old", ONCE.values(), ids=ONCE)
def test_a_word_of_an_earlier_version_is_refused_in_new_files_and_read_in_stored_ones(old: tuple[bytes, bytes]) -> None:
    text = diagram(TASK).replace(*old)
    assert text != diagram(TASK)
    files = {"sample.bpmn": text, "forms/work.form": FIELDS}
    with pytest.raises(ProcedureError):
        read_files("sample", files)
    assert read_stored("sample", files).elements["work"].form_id == "work"


def test_a_stored_form_keeps_what_new_forms_may_not_hold() -> None:
    fields = form(
        "work",
        {"type": "filepicker", "key": "proof", "label": "佐证", "accept": ".pdf", "multiple": True},
        {
            "type": "select",
            "key": "kind",
            "label": "类别",
            "searchable": True,
            "values": [{"label": "甲", "value": "a"}],
        },
    )
    files = {"sample.bpmn": diagram(TASK), "forms/work.form": fields}
    with pytest.raises(ProcedureError):
        read_files("sample", files)
    read = read_stored("sample", files).forms["work"].inputs
    assert [(field.key, field.type) for field in read] == [("proof", "filepicker"), ("kind", "select")]


@pytest.mark.parametrize(
    "new",
    [
        (b'<bpmn:userTask id="work" ', b'<bpmn:userTask id="work" colour="red" '),
        (b"<zeebe:userTask />", b"<zeebe:userTask /><zeebe:script />"),
    ],
)
def test_what_no_version_accepted_is_not_passed_over(new: tuple[bytes, bytes]) -> None:
    """A stored version with such words was published by a newer program: to pass over them would change what it means."""
    with pytest.raises(ProcedureError):
        read_stored("sample", {"sample.bpmn": diagram(TASK).replace(*new), "forms/work.form": FIELDS})


def test_a_word_that_leaves_the_vocabulary_shuts_no_running_case(monkeypatch: pytest.MonkeyPatch) -> None:
    properties = b'<zeebe:properties><zeebe:property name="returnable" value="true" /></zeebe:properties>'
    text = diagram(TASK).replace(b"<zeebe:userTask />", b"<zeebe:userTask />" + properties)
    files = {"sample.bpmn": text, "forms/work.form": FIELDS}
    assert read_files("sample", files).elements["work"].property("returnable") == "true"
    monkeypatch.setitem(v.PROPERTIES, "userTask", v.PROPERTIES["userTask"] - {"returnable"})
    files["sample.bpmn"] += b"\n"  # what was read once in this process is known (tests/compiled.py)
    with pytest.raises(ProcedureError):
        read_files("sample", files)
    assert "work" in read_stored("sample", files).elements
