"""Who uses what: the names that a procedure is made of, and every place of all procedures that says one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.procedure.model import Procedure

MOST = 300
"""Places of one name that a page shows; more are counted."""
MOST_LETTERS = 160
"""Characters of a line that a page shows."""
_SETTING = re.compile(r'\bsetting\(\s*(?:"|&quot;|&#34;|\\")([\w.]+)')
_CATALOGUE = re.compile(r'\bcatalogue\(\s*(?:"|&quot;|&#34;|\\")([\w.]+)')


class NameKind(StrEnum):
    """What a name is of, in the order in which they are listed."""

    ELEMENT = "element"
    FORM = "form"
    TABLE = "table"
    LETTER = "letter"
    NOTICE = "notice"
    POST = "post"
    OPERATION = "operation"
    SETTING = "setting"
    CATALOGUE = "catalogue"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Place:
    """One line that says a name."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Uses:
    """The places of a name by procedure, and how many there are in all."""

    places: Mapping[str, Sequence[Place]]
    count: int


def names_of(procedure: Procedure, posts: Mapping[str, str]) -> Mapping[NameKind, Mapping[str, str]]:
    """The names that a procedure says, by kind, each with what it is called in Chinese; `posts` are those in use."""
    elements = procedure.elements.values()
    said = "\n".join(data.decode("utf-8", "replace") for data in procedure.files.values())
    words = set(re.findall(r"\w+", said))
    return {
        NameKind.ELEMENT: {each.id: each.name for each in elements},
        NameKind.FORM: dict.fromkeys(procedure.forms, ""),
        NameKind.TABLE: dict.fromkeys(procedure.decisions, ""),
        NameKind.LETTER: {key: letter.title for key, letter in procedure.letters.items()},
        NameKind.NOTICE: dict.fromkeys(procedure.notices, ""),
        NameKind.POST: {key: name for key, name in posts.items() if key in words},
        NameKind.OPERATION: {each.operation: "" for each in elements if each.operation},
        NameKind.SETTING: dict.fromkeys(sorted(set(_SETTING.findall(said))), ""),
        NameKind.CATALOGUE: dict.fromkeys(sorted(set(_CATALOGUE.findall(said))), ""),
        NameKind.PROCEDURE: {each.called_process_id: "" for each in elements if each.called_process_id},
    }


def uses_of(name: str, procedures: Mapping[str, Procedure]) -> Uses:
    """Every line of every file of the procedures that says the name as a whole, file by file; MOST of them are kept."""
    found: dict[str, list[Place]] = {}
    count = 0
    for process_id, procedure in sorted(procedures.items()):
        for place in _places(name, procedure):
            count += 1
            if count <= MOST:
                found.setdefault(process_id, []).append(place)
    return Uses(found, count)


def _places(name: str, procedure: Procedure) -> Iterator[Place]:
    whole = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    for file, data in procedure.files.items():
        if whole.search(file):
            yield Place(file, 1, file)
        # What only draws the diagram says each name once more and uses none.
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if whole.search(line) and "bpmndi:" not in line and "dmndi:" not in line:
                yield Place(file, number, line.strip()[:MOST_LETTERS])
