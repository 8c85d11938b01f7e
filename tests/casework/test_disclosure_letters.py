"""Who opens which letter, file and incident of a case: the parts of disclosure.py by themselves."""

from __future__ import annotations

import uuid
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from tests.casework.hand_made import AT, ME, OTHER, PROCEDURES, grants
from workflows.casework import disclosure
from workflows.casework.file_parts import Material
from workflows.casework.grants import Grants, Shown
from workflows.casework.models import Ground, Incident
from workflows.casework.sources import Letter
from workflows.procedure.form_model import FILE_PICKER


def material(**values: Any) -> Material:
    """A case with these parts."""
    return Material(PROCEDURES, "review", OTHER, **{"history": [], "told": {}, "decisions": [], **values})


LETTER = Letter(
    id=uuid.uuid4(),
    case_id=uuid.uuid4(),
    process_id="review",
    kind="order",
    number="1号",
    title="通知",
    title_en="Order",
    issued_at=AT,
    sent_at=AT,
    served_at=AT,
    issued_by_id=OTHER,
    receivers=frozenset({"post:unit_hr"}),
    told=frozenset({"unit:x"}),
)
NOBODY: frozenset[str] = frozenset()


def version(letter: Letter, given: Grants, named: frozenset[str] = NOBODY) -> str | None:
    """How a letter is open."""
    return disclosure.letter_version(letter, given, named)


def test_a_letter_is_whole_for_its_author_its_readers_and_the_receipt_and_from_service_for_whom_it_names() -> None:
    receiver, told, shown = frozenset({"post:unit_hr"}), frozenset({"unit:x"}), Shown(letters=frozenset({"order"}))
    draft, sent = replace(LETTER, sent_at=None, served_at=None), replace(LETTER, served_at=None)
    for letter in (draft, sent, LETTER):
        assert version(letter, grants("review")) == "full"
        assert version(letter, grants(shown=shown)) == "full"
        assert version(replace(letter, issued_by_id=ME), grants()) == "full"
        assert version(replace(letter, issued_by_id=None), grants()) is None
        assert version(letter, grants("called", shown=Shown(letters=frozenset({"urge"})))) is None
    for letter in (draft, sent, replace(LETTER, sent_at=None)):
        assert version(letter, grants(grounds=(Ground.WATCHES,)), receiver | told) is None
    assert version(LETTER, grants(), receiver) == "full"
    assert version(LETTER, grants(), receiver | told) == "full"
    assert version(LETTER, grants(), told) == "masked"
    assert version(LETTER, grants(grounds=(Ground.WATCHES,))) == "masked"
    assert version(LETTER, grants(grounds=(Ground.OWES, Ground.SERVED)), frozenset({"post:other"})) is None
    opened = disclosure.letters_open(material(letters=[LETTER, draft]), grants(), told)
    assert [(each.letter, each.version) for each in opened] == [(LETTER, "masked")]


def test_a_file_is_open_where_an_answer_of_the_record_names_it() -> None:
    def said(kind: str, value: object) -> Any:
        return SimpleNamespace(words=SimpleNamespace(fields=[(SimpleNamespace(type=kind), value)]))

    record = [SimpleNamespace(words=None), said(FILE_PICKER, ["甲", {"id": "one"}]), said("textfield", [{"id": "two"}])]
    assert disclosure.may_open_file(record, "one")
    assert not disclosure.may_open_file(record, "two"), "an answer of another kind names no file"
    assert not disclosure.may_open_file([record[0], said(FILE_PICKER, None), said(FILE_PICKER, "one")], "one")


def test_who_issued_a_letter_is_said_to_its_author_and_to_readers() -> None:
    assert disclosure.names_issuer(LETTER, grants("review"))
    assert disclosure.names_issuer(replace(LETTER, issued_by_id=ME), grants())
    assert not disclosure.names_issuer(LETTER, grants())
    assert not disclosure.names_issuer(LETTER, grants("called"))


def test_incidents_are_for_administrators_and_readers_while_they_are_open() -> None:
    open_one, done = Incident(element_id="a"), Incident(element_id="b", resolved_at=AT)
    case = material(incidents=[open_one, done])
    for given in (
        grants("review"),
        grants(grounds=(Ground.ADMINISTERS,)),
        grants("review", grounds=(Ground.ADMINISTERS,)),
    ):
        assert disclosure.incidents_of(case, given) == [open_one]
    assert disclosure.incidents_of(case, grants("called", grounds=(Ground.WATCHES,))) == []
