"""What an operation reads, writes and throws, as the checks of a diagram know it; the operations themselves are the rooms'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from workflows.feel.shapes import ANYTHING, Shape
from workflows.sentence import Sentence

_TEXT = Sentence("a text", "文本")


@dataclass(frozen=True, slots=True)
class Input:
    """A variable that an operation reads. `is_asked`: something in the diagram must give it before the operation runs."""

    name: str
    expected: Sentence  # what its value must be
    is_asked: bool = True
    shape: Shape = ANYTHING


@dataclass(frozen=True, slots=True)
class Header:
    """A constant that a task hands its operation. `allowed` are the only texts it may have, None where any will do.

    `is_input_too`: an input of the same name does as well. `is_post`: it names a post, `post` or `post@UNIT`. `is_letter`: it
    names a letter of the procedure, whose places read what the task sees; `is_notice` and `is_ledger`: a
    notice and a ledger, likewise.
    """

    name: str
    is_required: bool = True
    allowed: tuple[str, ...] | None = None
    is_input_too: bool = False
    is_post: bool = False
    shape: Shape = ANYTHING
    expected: Sentence = _TEXT
    is_letter: bool = False
    is_notice: bool = False
    is_ledger: bool = False


class SettingWords(Protocol):
    """What a check must know of a setting."""

    @property
    def names_scheme(self) -> bool:
        """Whether its value is a scheme of a catalogue."""

    def problem(self, text: str) -> Sentence | None:
        """What keeps a text from being a value of it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An operation as a diagram may use it. `errors` maps each BPMN error that it may throw to the variables that come with it.

    `steps` are the elements of the diagram whose latest answer it looks up in the record, `clocks` the names of the clocks that it
    measures, `settings` the keys of the settings that it reads, `letters` the letters that it issues and `notices` those that it
    sends, each with the fields that it gives them. `reads_all`: it writes the letter or notice that a header names, over all that
    its task sees.
    """

    name: str
    says: Sentence
    inputs: tuple[Input, ...] = ()
    headers: tuple[Header, ...] = ()
    writes: tuple[str, ...] = ()
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)  # of what it writes, as far as its declaration tells
    settings: tuple[str, ...] = ()
    letters: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    notices: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    reads_all: bool = False


NOTIFY = "case.notify"
"""The operation that tells posts and persons; its header `notice` names a notice of the folder, else `text` is told."""
ASK_ROWS = "case.ask_rows"
"""The operation that asks the persons of a sheet's rows; its header `form` names the form that they answer with."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """A sheet that a room declares, as a diagram may use it: the columns that its rows are opened with, each with its label, and
    the answers that it takes on a row; those in `asked` it must get.
    """

    name: str
    says: Sentence
    columns: Mapping[str, Sentence]
    answers: tuple[str, ...]
    asked: tuple[str, ...] = ()
