"""A `scenarios/*.yaml` file → an immutable Scenario; every mistake is a sentence that says where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.model import Problem, ProcedureError
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.procedure.scenario import (
    AdvanceStep,
    AnswerRowsStep,
    CancelStep,
    ClaimStep,
    CompleteStep,
    ExpectStep,
    ExtendStep,
    MessageStep,
    RaiseStep,
    RefuseStep,
    SaveRowsStep,
    Scenario,
    ScenarioActor,
    ScenarioPosting,
    ScenarioStart,
    ScenarioWorld,
    Step,
    UntilStep,
)
from workflows.procedure.scenario_expectation import Expectation, ExpectedLetter, ExpectedNotice
from workflows.procedure.scenario_unit import ScenarioNeed, ScenarioUnit
from workflows.procedure.scenario_values import ValueReader
from workflows.sentence import Sentence

MAX_STEPS = 500
_PATH = re.compile(r"scenarios/([^/]+)\.yaml\Z")
_TOP = frozenset({"name", "after", "settings", "world", "start", "steps", "end"})
_WORLD = frozenset({"units", "people", "postings", "relations", "needs"})
_OF_UNIT = frozenset({"kind", "parent", "name", "superior", "party"})
_EXPECT = frozenset({"open", "closed", "deadlines", "letters", "notices", "variables", "timers", "history"})
_DEADLINE = frozenset({"due", "status", "side", "extended", "overdue_days", "unit_time", "office_time"})


def is_scenario(path: str) -> bool:
    """Whether a path inside a procedure folder is a scenario file."""
    return _PATH.match(path) is not None


def read_scenarios(
    files: Mapping[str, bytes],
) -> tuple[Mapping[str, Scenario], Mapping[str, tuple[Problem, ...]]]:
    """The scenarios of a procedure folder by file, each with those that it continues; and what keeps others from being played."""
    alone: dict[str, Scenario] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for file, data in sorted(files.items()):
        if is_scenario(file):
            try:
                alone[file] = read_scenario(data, file)
            except ProcedureError as error:
                problems[file] = error.problems
    found: dict[str, Scenario] = {}
    for file, scenario in alone.items():
        try:
            found[file] = replace(scenario, before=_before(scenario, alone, problems))
        except ProcedureError as error:
            problems[file] = error.problems
    return found, problems


def _before(scenario: Scenario, alone: Mapping[str, Scenario], broken: Collection[str]) -> tuple[Scenario, ...]:
    """What a scenario continues, the first one first. Raises ProcedureError where a name is unknown or leads back."""
    findings = Findings(scenario.file)
    line = [scenario]
    while line[-1].after is not None:
        name = line[-1].after
        file = f"scenarios/{name}.yaml"
        if file in broken and file not in alone:
            findings.add("scenario_after_broken", name=name)
        elif file not in alone:
            known = [_name(each) for each in alone]
            findings.add("scenario_after", None, None, name=name, **advice_of(suggest(name, known)))
        elif alone[file] in line:
            findings.add("scenario_circle", way=" → ".join(_name(each.file) for each in (*line, alone[file])))
        if findings.problems:
            raise ProcedureError(tuple(findings.problems))
        line.append(alone[file])
    return tuple(reversed(line[1:]))


def _name(file: str) -> str:
    match = _PATH.match(file)
    return match[1] if match is not None else file


def read_scenario(data: bytes, file: str) -> Scenario:
    """The scenario of one file as it stands there. Raises ProcedureError with every mistake found."""
    findings = Findings(file)
    scenario = None
    try:
        raw = read_yaml(data)
        scenario = _Reader(findings).scenario(raw)
    except DataRefused as refused:
        findings.add("yaml_refused", None, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
    if scenario is None or findings.problems:
        raise ProcedureError(tuple(findings.problems))
    return scenario


class _Reader(ValueReader):
    def scenario(self, raw: object) -> Scenario | None:
        top = self.mapping(raw, _TOP, "content")
        name = self.mapping(top.get("name"), frozenset({"zh", "en"}), "name")
        names = {locale: self.text(name, locale) for locale in ("zh", "en")}
        self.where = Sentence("world", "world ")
        world = self._world(self.mapping(top.get("world"), _WORLD, "world"))
        self.where = Sentence("start", "start ")
        after = self.text(top, "after") if "after" in top else None
        start = self._start(top.get("start")) if after is None or "start" in top else None
        if after is not None and "start" in top:
            self.findings.add("scenario_start", None)
        steps = top.get("steps") or []
        if not isinstance(steps, list) or len(steps) > MAX_STEPS:
            self.wrong("steps", f"a list of at most {MAX_STEPS} steps", f"至多 {MAX_STEPS} 步的列表")
            steps = []
        read = [self._step(number, step) for number, step in enumerate(steps, 1)]
        self.where = Sentence("end", "end ")
        end = self.mapping(top.get("end"), _EXPECT | {"events"}, "end")
        events = end.get("events")
        if start is None and after is None:
            return None
        return Scenario(
            file=self.findings.file,
            name_zh=names["zh"],
            name_en=names["en"],
            own_start=start,
            steps=tuple(step for step in read if step is not None),
            end_events=None if events is None else self.names(end, "events"),
            end=self._expectation({key: value for key, value in end.items() if key != "events"}),
            own_world=world,
            after=after,
            own_settings={key: str(value) for key, value in self.values(top, "settings").items()},
        )

    def _world(self, raw: Mapping[str, Any]) -> ScenarioWorld:
        units: dict[str, ScenarioUnit] = {}
        for code, value in self.values(raw, "units").items():
            unit = self.mapping(value, _OF_UNIT, code)
            units[code] = ScenarioUnit(**{key: str(unit[key]) for key in sorted(_OF_UNIT) if key in unit})
        people = [self.person(text, "people") for text in self.names(raw, "people")]
        postings: list[ScenarioPosting] = []
        for value in self.listed(raw, "postings"):
            posting = self.mapping(value, frozenset({"person", "village", "unit", "role", "from", "to"}), "postings")
            person = self.person(posting.get("person"), "person")
            started = self.moment(posting.get("from", "2018-03-01"), "from")
            left = self.moment(posting["to"], "to") if "to" in posting else None
            if person is not None and started is not None:
                village, unit_code = self.text(posting, "village"), self.text(posting, "unit")
                role = str(posting.get("role", "member"))
                to_on = left.date() if left is not None else None
                postings.append(ScenarioPosting(person, village, unit_code, role, started.date(), to_on))
        relations: list[tuple[ScenarioActor, ScenarioActor]] = []
        for pair in self.listed(raw, "relations"):
            both = [self.person(text, "relations") for text in pair] if isinstance(pair, list) else []
            if len(both) != 2 or both[0] is None or both[1] is None:
                self.wrong("relations", "pairs of actors", "成对的人员")
            else:
                relations.append((both[0], both[1]))
        found = tuple(person for person in people if person is not None)
        return ScenarioWorld(units, found, tuple(postings), tuple(relations), tuple(self._needs(raw)))

    def _needs(self, raw: Mapping[str, Any]) -> Iterator[ScenarioNeed]:
        for value in self.listed(raw, "needs"):
            need = self.mapping(value, frozenset({"village", "slots", "needs"}), "needs")
            slots = need.get("slots", 1)
            if type(slots) is not int or not 1 <= slots <= 5:
                self.wrong("slots", "a number from 1 to 5", "1 至 5 的整数")
                continue
            said = tuple(self.names(need, "needs")) or ("industry",)
            yield ScenarioNeed(self.text(need, "village"), slots, said)

    def _start(self, raw: object) -> ScenarioStart | None:
        if isinstance(raw, dict) and "clock" in raw:
            # Nobody is there to give answers, and a start by the clock is given its due moment only.
            start = self.mapping(raw, frozenset({"clock", "at"}), "start")
            name, at = self.text(start, "clock"), self.moment(start.get("at"), "at")
            return ScenarioStart(None, at, name) if name and at is not None else None
        start = self.mapping(raw, frozenset({"by", "at", "answers", "variables"}), "start")
        by, at = self.actor(start), self.moment(start.get("at"), "at")
        if by is None or at is None:
            return None
        return ScenarioStart(by, at, answers=self.values(start, "answers"), variables=self.values(start, "variables"))

    def _step(self, number: int, raw: object) -> Step | None:
        self.where = Sentence(f"step {number}", f"第 {number} 步")
        if not isinstance(raw, dict):
            self.wrong("step", "a mapping", "映射")
            return None
        for kind, allowed in _KINDS.items():
            if kind in raw:
                step = self.mapping(raw, allowed | {kind}, kind)
                return self._step_of(kind, step)
        kinds = ", ".join(_KINDS)
        self.findings.add("scenario_step", None, None, **self._place(), kinds=kinds)
        return None

    def _step_of(self, kind: str, step: Mapping[str, Any]) -> Step | None:
        if kind == "advance":
            duration = self.duration(step["advance"], "advance")
            return AdvanceStep(duration) if duration is not None else None
        if kind == "until":
            moment = self.moment(step["until"], "until")
            return UntilStep(moment) if moment is not None else None
        if kind == "message":
            key = step.get("key")
            return MessageStep(
                self.text(step, "message"), None if key is None else str(key), self.values(step, "variables")
            )
        if kind == "expect":
            return ExpectStep(self._expectation(self.mapping(step["expect"], _EXPECT, "expect")), self._part(step))
        return self._acted_step(kind, step)

    def _acted_step(self, kind: str, step: Mapping[str, Any]) -> Step | None:
        by = self.actor(step)
        if by is None:
            return None
        named, part = self.text(step, kind), self._part(step)
        item = step.get("item")
        if item is not None and (isinstance(item, bool) or not isinstance(item, int) or item < 1):
            self.wrong("item", "a whole number from 1", "从 1 开始的整数")
            item = None
        if kind == "task":
            return CompleteStep(named, by, self.values(step, "answers"), item, part, self._rows(step))
        if kind == "save":
            return SaveRowsStep(named, by, self._rows(step), item, part)
        if kind == "answer":
            return AnswerRowsStep(named, by, self._rows(step), part)
        if kind == "claim":
            return ClaimStep(named, by, item, part)
        if kind == "refuse":
            return RefuseStep(
                named, by, self.text(step, "because"), self.values(step, "answers"), item, part, self._rows(step)
            )
        if kind == "cancel":
            return CancelStep(named, by, part)
        if kind == "raise":
            return RaiseStep(named, by, self.text(step, "note"), part)
        duration = self.duration(step["duration"], "duration") if "duration" in step else None
        to = self.moment(step["to"], "to") if "to" in step else None
        if (duration is None) == (to is None):
            self.wrong("extend", "with either duration or to", "带 duration 或 to 之一")
        return ExtendStep(named, by, self.text(step, "code"), self.text(step, "reason"), duration, to, part)

    def _rows(self, step: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        rows = self.values(step, "rows")
        if any(not isinstance(answers, dict) for answers in rows.values()):
            self.wrong("rows", "answers by the key of each row", "以行键为键的各行答案")
            return {}
        return rows

    def _part(self, step: Mapping[str, Any]) -> str | None:
        return self.text(step, "part") if "part" in step else None

    def _expectation(self, raw: Mapping[str, Any]) -> Expectation:
        deadlines = self.values(raw, "deadlines")
        timers = self.values(raw, "timers")
        return Expectation(
            open=self.names(raw, "open") if "open" in raw else None,
            closed=self.names(raw, "closed"),
            deadlines={name: self._deadline(name, value) for name, value in deadlines.items()},
            letters=self._letters(raw),
            notices=self._notices(raw),
            variables=self.values(raw, "variables"),
            timers={name: None if value is None else self.moment(value, name) for name, value in timers.items()},
            history=self.names(raw, "history"),
        )

    def _letters(self, raw: Mapping[str, Any]) -> tuple[ExpectedLetter, ...]:
        found = []
        for value in self.listed(raw, "letters"):
            letter = self._of_kind(value, frozenset({"kind", "to", "served", "says"}), "letters")
            served = letter.get("served")
            if served is not None and not isinstance(served, bool):
                self.wrong("served", "true or false", " true 或 false")
                served = None
            found.append(ExpectedLetter(letter["kind"], letter.get("to"), served, letter.get("says")))
        return tuple(found)

    def _notices(self, raw: Mapping[str, Any]) -> tuple[ExpectedNotice, ...]:
        listed = self.listed(raw, "notices")
        notices = [self._of_kind(value, frozenset({"kind", "to", "says"}), "notices") for value in listed]
        return tuple(ExpectedNotice(each["kind"], each.get("to"), each.get("says")) for each in notices)

    def _of_kind(self, value: object, allowed: frozenset[str], what: str) -> dict[str, Any]:
        """A kind by itself, or a mapping that says more; `to` and `says` are texts."""
        if isinstance(value, str):
            return {"kind": value}
        given = self.mapping(value, allowed, what)
        texts = {name: self.text(given, name) for name in ("kind", "to", "says") if name in given or name == "kind"}
        return {**given, **texts}

    def _deadline(self, name: str, raw: object) -> Mapping[str, Any]:
        found = dict(self.mapping(raw, _DEADLINE, f"deadlines.{name}"))
        if "due" in found:
            found["due"] = self.moment(found["due"], "due")
        for side in ("unit_time", "office_time"):
            if side in found:
                found[side] = self.duration(found[side], side)
        return found


_ACTED = frozenset({"by", "item", "part"})
# The key that decides what a step is → its other keys.
_KINDS: Mapping[str, frozenset[str]] = {
    "task": _ACTED | {"answers", "rows"},
    "save": _ACTED | {"rows"},
    "answer": frozenset({"by", "rows", "part"}),
    "claim": _ACTED,
    "refuse": _ACTED | {"answers", "because", "rows"},
    "extend": frozenset({"by", "duration", "to", "code", "reason", "part"}),
    "cancel": frozenset({"by", "part"}),
    "raise": frozenset({"by", "note", "part"}),
    "advance": frozenset(),
    "until": frozenset(),
    "message": frozenset({"key", "variables"}),
    "expect": frozenset({"part"}),
}
