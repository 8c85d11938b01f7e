"""Write down what the engine did with a case: every act, every answer from outside, and what stood after each step.

A history is written once, from the version of its day, and never again: its name is the digest of its content.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workflows import feel
from workflows.engine import BpmnError, CaseEngine, EngineEnvironment, Token
from workflows.procedure.model import Procedure

HISTORIES = Path(__file__).parent
BUNDLES = HISTORIES / "bundles"
LAYOUT = 1
_VERBS = ("advance", "complete", "deliver", "signal", "cancel", "set_variables")
_OF_A_TOKEN = {"complete": 0, "deliver": 0, "set_variables": 1}  # which argument names the token
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Key = tuple[str, tuple[str, ...], int | None, int]


@dataclass
class Recorder:
    """The steps of every case that moved while `recording` was on, in order; a step goes on from that numbered `from`."""

    process: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)


def places(run: CaseEngine) -> dict[str, Key]:
    """Every token of the run under a name that another run of the same case gives it too: element, path, item, which one."""
    found: dict[str, Key] = {}
    counts: dict[tuple[str, tuple[str, ...], int | None], int] = {}
    for token in (*run.activities, *run.open_tasks):
        if token.id not in found:
            place = token.element.id, tuple(element for _, element in token.path), token.item_index
            counts[place] = counts.get(place, -1) + 1
            found[token.id] = (*place, counts[place])
    for waiting in run.subscriptions:
        if waiting.token_id not in found:
            place = waiting.element.id, (), None
            counts[place] = counts.get(place, -1) + 1
            found[waiting.token_id] = (*place, counts[place])
    return found


def rows(run: CaseEngine) -> dict[str, Any]:
    """What stands after a step, as tables of columns; nothing in it depends on the ids of tokens."""
    case = run.variables
    tasks = {json.dumps(places(run)[token.id], ensure_ascii=False): _seen(run, token, case) for token in run.open_tasks}
    timers = {f"{t.element.id}#{n}": f"{t.due_at.isoformat()} {t.remaining}" for n, t in _counted(run.timers)}
    waiting = {f"{s.element.id}#{n}": [s.kind, s.name, s.correlation_key] for n, s in _counted(run.subscriptions)}
    journal = [[entry.kind, entry.process_id, entry.element_id] for entry in run.journal]
    thrown = [[thrown.kind, thrown.name, thrown.correlation_key, dict(thrown.variables)] for thrown in run.outbox]
    return {
        "case": {"is_ended": run.is_ended, "end_events": list(run.end_events)},
        "variables": case,
        "tasks": tasks,
        "timers": timers,
        "subscriptions": waiting,
        "journal": {"entries": journal},
        "outbox": {"entries": thrown},
    }


def _seen(run: CaseEngine, token: Token, case: Mapping[str, Any]) -> dict[str, Any]:
    """What the task sees beyond the variables of the case."""
    return {
        name: value for name, value in sorted(run.visible(token.id).items()) if name not in case or case[name] != value
    }


def _counted(things: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    counts: dict[str, int] = {}
    for thing in sorted(things, key=lambda each: (each.element.id, str(getattr(each, "due_at", "")))):
        counts[thing.element.id] = counts.get(thing.element.id, -1) + 1
        yield counts[thing.element.id], thing


def _plain(value: Any) -> Any:
    """A value from outside as JSON has it; what FEEL knows beyond JSON becomes its ISO text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return feel.to_json(value)


def _listened(environment: EngineEnvironment, answers: list[Any]) -> EngineEnvironment:
    """The environment, with every answer from outside written down in order."""

    def asked(ask: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def answer(call: Any) -> Any:
            try:
                given = ask(call)
            except BpmnError as error:
                variables = _plain(error.variables)
                answers.append(
                    [call.element.id, {"code": error.code, "message": error.message, "variables": variables}]
                )
                raise
            answers.append([call.element.id, _plain(given)])
            return given

        return answer

    return replace(environment, perform=asked(environment.perform), decide=asked(environment.decide))


@contextmanager
def recording() -> Iterator[Recorder]:
    """Listen to every run of this process while the block lasts."""
    recorder = Recorder()
    stored: dict[bytes, int] = {}
    kept = {name: CaseEngine.__dict__[name] for name in ("start", "load", "dump", *_VERBS)}
    start, load = kept["start"].__func__, kept["load"].__func__

    def began(
        cls: type[CaseEngine], definition: Any, variables: Any, environment: Any, *, start_event: Any = None
    ) -> CaseEngine:
        answers: list[Any] = []
        run: CaseEngine = start(cls, definition, variables, _listened(environment, answers), start_event=start_event)
        recorder.process = recorder.process or definition.process_id
        act = ["start", definition.process_id, _plain(variables), start_event]
        vars(run).update(_from=-1, _acts=[act], _answers=answers, _depth=0)
        return run

    def loaded(cls: type[CaseEngine], definition: Any, blob: bytes, environment: Any) -> CaseEngine:
        answers: list[Any] = []
        run: CaseEngine = load(cls, definition, blob, _listened(environment, answers))
        vars(run).update(_from=stored[blob], _acts=[], _answers=answers, _depth=0)
        return run

    def verb(name: str) -> Callable[..., Any]:
        def act(self: Any, *arguments: Any, **named: Any) -> Any:
            if self._depth == 0:
                written = [_plain(each) for each in arguments]
                written += [_plain(each) for each in named.values()]
                at = _OF_A_TOKEN.get(name)
                if at is not None and at < len(written) and written[at] is not None:
                    written[at] = places(self)[written[at]]
                self._acts.append([name, *written])
            self._depth += 1
            try:
                return kept[name](self, *arguments, **named)
            finally:
                self._depth -= 1

        return act

    def dumped(self: Any) -> bytes:
        blob: bytes = kept["dump"](self)
        stored[blob] = len(recorder.steps)
        recorder.steps.append(
            {
                "from": self._from,
                "now": self._core.environment.now.isoformat(),
                "acts": self._acts,
                "answers": self._answers,
                "rows": rows(self),
                "state": blob.decode(),
            }
        )
        return blob

    patched: dict[str, Any] = {name: verb(name) for name in _VERBS}
    patched.update(start=classmethod(began), load=classmethod(loaded), dump=dumped)
    for name, function in patched.items():
        setattr(CaseEngine, name, function)
    try:
        yield recorder
    finally:
        for name, function in kept.items():
            setattr(CaseEngine, name, function)


def write(recorder: Recorder, procedures: Mapping[str, Procedure], name: str) -> Path:
    """The history as a file; the procedures beside it, once per content. Scenarios, examples and texts are left out."""
    bundle = {
        process_id: {
            path: data.decode()
            for path, data in procedure.files.items()
            if not path.startswith(("scenarios/", "labels.", "examples."))
        }
        for process_id, procedure in sorted(procedures.items())
    }
    packed = json.dumps(bundle, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(packed).hexdigest()[:8]
    BUNDLES.mkdir(exist_ok=True)
    (BUNDLES / f"{digest}.json.xz").write_bytes(lzma.compress(packed))
    content = {"layout": LAYOUT, "process": recorder.process, "bundle": digest, "steps": recorder.steps}
    text = renamed(json.dumps(content, ensure_ascii=False)).encode()
    folder = HISTORIES / recorder.process
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{hashlib.sha256(text).hexdigest()[:8]}.json.xz"
    file.write_bytes(lzma.compress(text))
    return file


def renamed(text: str) -> str:
    """Random ids by the order in which they appear."""
    known: dict[str, str] = {}
    return _ID.sub(lambda match: known.setdefault(match[0], f"00000000-0000-4000-8000-{len(known):012x}"), text)
