"""Play a recorded history on the engine of today and say where it differs: step, table, column."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.histories.recording import BUNDLES, HISTORIES, places, renamed, rows
from workflows import feel
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.zone import OFFICE_ZONE
from workflows.engine import (
    BpmnError,
    CaseEngine,
    Definition,
    EngineEnvironment,
    EngineError,
    StateError,
    TokenGone,
    compile_definition,
)
from workflows.procedure import read_stored

ABSENT = "nothing"
ACCEPTED = HISTORIES / "accepted.yaml"
_TOKEN_AT = {"complete": 0, "deliver": 0, "set_variables": 1}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a case now goes otherwise than it went: after which step, in which table and column."""

    history: str
    step: int
    table: str
    column: str
    was: Any
    now: Any

    @property
    def place(self) -> str:
        """How `accepted.yaml` names it."""
        return f"{self.step}/{self.table}/{self.column}"

    def __str__(self) -> str:
        return f"{self.history}: {self.place} was {self.was!r}, is {self.now!r}"


class Unanswered(Exception):
    """The engine asks the outside for something that it did not ask for when the history was recorded."""


def files() -> list[Path]:
    """Every recorded history."""
    return sorted(path for path in HISTORIES.glob("*/*.json.xz") if path.parent != BUNDLES)


@lru_cache
def read(file: Path) -> dict[str, Any]:
    """A history; treat it as frozen."""
    content: dict[str, Any] = json.loads(lzma.decompress(file.read_bytes()))
    return content


@lru_cache
def definition(bundle: str, process_id: str) -> Definition:
    """The procedures of a history, read by the reader and compiled by the engine of today."""
    packed = json.loads(lzma.decompress((BUNDLES / f"{bundle}.json.xz").read_bytes()))
    read_now = {
        name: read_stored(name, {path: text.encode() for path, text in content.items()})
        for name, content in packed.items()
    }
    return compile_definition(read_now.pop(process_id), read_now)


def accepted(name: str) -> dict[re.Pattern[str], str]:
    """The wanted differences of a history: a pattern of places, in which `*` stands for anything, → reason."""
    everything = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8")) or {}
    return {
        re.compile(".*".join(re.escape(part) for part in place.split("*"))): reason
        for place, reason in everything.get(name, {}).items()
    }


def differences(file: Path, first: int = 0, reached: dict[int, str] | None = None) -> Iterator[Difference]:
    """From the start of the case, or from the state that was stored before step `first`: what goes otherwise.

    `reached` collects the states after each step; a case that comes to a state which another way has reached there before
    would go on as that one did, and is not followed further.
    """
    reached = {} if reached is None else reached
    history = read(file)
    compiled = definition(history["bundle"], history["process"])
    steps = history["steps"]
    name = file.name.removesuffix(".json.xz")
    blobs: dict[int, bytes] = {number: steps[number]["state"].encode() for number in range(first)}
    for number in range(first, len(steps)):
        step = steps[number]
        if step["from"] != -1 and step["from"] not in blobs:
            continue  # it goes on from a step that could not be played
        try:
            run = _played(compiled, step, blobs.get(step["from"]))
        except (EngineError, StateError, TokenGone, Unanswered, KeyError) as error:
            yield Difference(name, number, "acts", type(error).__name__, "played", str(error))
            continue
        blobs[number] = run.dump()
        found = json.loads(json.dumps(rows(CaseEngine.load(compiled, blobs[number], _environment(step, [])))))
        found |= json.loads(json.dumps({table: rows(run)[table] for table in ("journal", "outbox")}))
        for table, was in step["rows"].items():
            yield from (
                Difference(name, number, table, column, before, after)
                for column, before, after in _unlike(was, found[table], is_nested=table == "tasks")
            )
        state = renamed(blobs[number].decode())
        if reached.setdefault(number, state) == state and first and _is_a_line(steps, number):
            return


def _unlike(was: Mapping[str, Any], now: Mapping[str, Any], *, is_nested: bool) -> Iterator[tuple[str, Any, Any]]:
    """Columns of which only one side has a value, or another than the other side; what both tasks see is told by variable."""
    for column in sorted(was.keys() | now.keys()):
        before, after = was.get(column, ABSENT), now.get(column, ABSENT)
        if is_nested and ABSENT not in (before, after):
            inside = _unlike(before, after, is_nested=False)
            yield from ((f"{column}.{name}", one, other) for name, one, other in inside)
        elif before != after:
            yield column, before, after


def _is_a_line(steps: list[Mapping[str, Any]], number: int) -> bool:
    """Whether every step from here on goes on from the one before it."""
    return all(step["from"] == at for at, step in enumerate(steps[number + 1 :], number))


def _environment(step: Mapping[str, Any], answers: list[Any]) -> EngineEnvironment:
    now = datetime.fromisoformat(step["now"])
    functions = calendar_functions(Calendar({}))

    def answer(call: Any) -> Any:
        # Parallel branches may come to ask in another order; each element still gets its own answers in turn.
        at = next((n for n, (element, _) in enumerate(answers) if element == call.element.id), None)
        if at is None:
            raise Unanswered(call.element.id)
        _, given = answers.pop(at)
        if isinstance(given, dict) and set(given) == {"code", "message", "variables"}:
            raise BpmnError(given["code"], given["message"], given["variables"])
        return given

    return EngineEnvironment(now, feel.Environment(now=now, zone=OFFICE_ZONE, functions=functions), answer, answer)


def _played(compiled: Definition, step: Mapping[str, Any], blob: bytes | None) -> CaseEngine:
    environment = _environment(step, list(step["answers"]))
    acts = list(step["acts"])
    if blob is None:
        _, process_id, variables, start_event = acts.pop(0)
        assert process_id == compiled.process_id
        run = CaseEngine.start(compiled, variables, environment, start_event=start_event)
    else:
        run = CaseEngine.load(compiled, blob, environment)
    for verb, *arguments in acts:
        at = _TOKEN_AT.get(verb)
        if at is not None and at < len(arguments) and arguments[at] is not None:
            element, path, item, which = arguments[at]
            tokens = {place: token for token, place in places(run).items()}
            arguments[at] = tokens[(element, tuple(path), item, which)]
        act: Callable[..., Any] = getattr(run, verb)
        act(*arguments)
    return run
