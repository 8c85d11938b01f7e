"""A `scenarios/*.yaml` file → an immutable Scenario; every mistake is a sentence that says where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from workflows.procedure.findings import Findings
from workflows.procedure.model import ProcedureError
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.procedure.scenario import (
    AdvanceStep,
    CancelStep,
    ClaimStep,
    CompleteStep,
    Expectation,
    ExpectStep,
    ExtendStep,
    MessageStep,
    RefuseStep,
    Scenario,
    ScenarioActor,
    ScenarioStart,
    Step,
    UntilStep,
)

MAX_STEPS = 500
_PATH = re.compile(r"scenarios/[^/]+\.yaml\Z")
_ACTOR = re.compile(r"(?P<post>[A-Za-z_]\w*)(?:@(?P<unit>[\w.\-]+))?(?:#(?P<number>[1-9]\d{0,3}))?\Z")
_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
# Moments without an offset are the office's: China has one zone, without summer time since 1992.
_OFFICE = timezone(timedelta(hours=8))
_TOP = frozenset({"name", "start", "steps", "end"})
_EXPECT = frozenset({"open", "closed", "deadlines", "documents", "variables", "timers", "history"})
_DEADLINE = frozenset({"due", "status", "side", "extended"})


def is_scenario(path: str) -> bool:
    """Whether a path inside a procedure folder is a scenario file."""
    return _PATH.match(path) is not None


def read_scenario(data: bytes, file: str) -> Scenario:
    """The scenario of one file. Raises ProcedureError with every mistake found."""
    findings = Findings(file)
    scenario = None
    try:
        raw = read_yaml(data)
        scenario = _Reader(findings).scenario(raw)
    except DataRefused as refused:
        findings.add("yaml_refused", None, refused.line, reason=refused.reason_en, reason_zh=refused.reason_zh)
    if scenario is None or findings.problems:
        raise ProcedureError(tuple(findings.problems))
    return scenario


class _Reader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.where = "start"

    def scenario(self, raw: object) -> Scenario | None:
        top = self._mapping(raw, _TOP, "scenario")
        name = self._mapping(top.get("name"), frozenset({"zh", "en"}), "name")
        names = {locale: self._text(name, locale) for locale in ("zh", "en")}
        start = self._start(top.get("start"))
        steps = top.get("steps") or []
        if not isinstance(steps, list) or len(steps) > MAX_STEPS:
            self._wrong("steps", f"a list of at most {MAX_STEPS} steps", f"至多 {MAX_STEPS} 步的列表")
            steps = []
        read = [self._step(number, step) for number, step in enumerate(steps, 1)]
        self.where = "end"
        end = self._mapping(top.get("end"), _EXPECT | {"events"}, "end")
        events = end.get("events")
        if start is None:
            return None
        return Scenario(
            file=self.findings.file,
            name_zh=names["zh"],
            name_en=names["en"],
            start=start,
            steps=tuple(step for step in read if step is not None),
            end_events=None if events is None else self._names(end, "events"),
            end=self._expectation({key: value for key, value in end.items() if key != "events"}),
        )

    def _start(self, raw: object) -> ScenarioStart | None:
        start = self._mapping(raw, frozenset({"by", "at", "answers", "variables"}), "start")
        by, at = self._actor(start), self._moment(start.get("at"), "at")
        if by is None or at is None:
            return None
        return ScenarioStart(by, at, self._values(start, "answers"), self._values(start, "variables"))

    def _step(self, number: int, raw: object) -> Step | None:
        self.where = f"steps[{number}]"
        if not isinstance(raw, dict):
            self._wrong("step", "a mapping", "映射")
            return None
        for kind, allowed in _KINDS.items():
            if kind in raw:
                step = self._mapping(raw, allowed | {kind}, kind)
                return self._step_of(kind, step)
        kinds = ", ".join(_KINDS)
        self.findings.add("scenario_step", None, where=self.where, kinds=kinds)
        return None

    def _step_of(self, kind: str, step: Mapping[str, Any]) -> Step | None:
        if kind == "advance":
            duration = self._duration(step["advance"], "advance")
            return AdvanceStep(duration) if duration is not None else None
        if kind == "until":
            moment = self._moment(step["until"], "until")
            return UntilStep(moment) if moment is not None else None
        if kind == "message":
            key = step.get("key")
            return MessageStep(
                self._text(step, "message"), None if key is None else str(key), self._values(step, "variables")
            )
        if kind == "expect":
            return ExpectStep(self._expectation(self._mapping(step["expect"], _EXPECT, "expect")))
        return self._acted_step(kind, step)

    def _acted_step(self, kind: str, step: Mapping[str, Any]) -> Step | None:
        by = self._actor(step)
        if by is None:
            return None
        named = self._text(step, kind)
        item = step.get("item")
        if item is not None and (isinstance(item, bool) or not isinstance(item, int) or item < 1):
            self._wrong("item", "a whole number from 1", "从 1 开始的整数")
            item = None
        if kind == "task":
            return CompleteStep(named, by, self._values(step, "answers"), item)
        if kind == "claim":
            return ClaimStep(named, by, item)
        if kind == "refuse":
            return RefuseStep(named, by, self._text(step, "because"), self._values(step, "answers"), item)
        if kind == "cancel":
            return CancelStep(named, by)
        duration = self._duration(step["duration"], "duration") if "duration" in step else None
        to = self._moment(step["to"], "to") if "to" in step else None
        if (duration is None) == (to is None):
            self._wrong("extend", "with either duration or to", "带 duration 或 to 之一")
        return ExtendStep(named, by, self._text(step, "reason"), duration, to)

    def _expectation(self, raw: Mapping[str, Any]) -> Expectation:
        deadlines = self._values(raw, "deadlines")
        timers = self._values(raw, "timers")
        return Expectation(
            open=self._names(raw, "open") if "open" in raw else None,
            closed=self._names(raw, "closed"),
            deadlines={name: self._deadline(name, value) for name, value in deadlines.items()},
            documents=self._names(raw, "documents"),
            variables=self._values(raw, "variables"),
            timers={name: None if value is None else self._moment(value, name) for name, value in timers.items()},
            history=self._names(raw, "history"),
        )

    def _deadline(self, name: str, raw: object) -> Mapping[str, Any]:
        found = dict(self._mapping(raw, _DEADLINE, f"deadlines.{name}"))
        if "due" in found:
            found["due"] = self._moment(found["due"], "due")
        return found

    def _mapping(self, raw: object, allowed: frozenset[str], what: str) -> Mapping[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self._wrong(what, "a mapping", "映射")
            return {}
        for key in raw:
            if key not in allowed:
                self.findings.add(
                    "scenario_key", None, where=self.where, key=str(key)[:80], known=", ".join(sorted(allowed))
                )
        return raw

    def _values(self, raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            self._wrong(name, "a mapping with names as keys", "以名称为键的映射")
            return {}
        return value

    def _names(self, raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._wrong(name, "a list of texts", "文本列表")
            return ()
        return tuple(value)

    def _text(self, raw: Mapping[str, Any], name: str) -> str:
        value = raw.get(name)
        if not isinstance(value, str) or not value.strip():
            self._wrong(name, "a text", "文本")
            return ""
        return value.strip()

    def _actor(self, raw: Mapping[str, Any]) -> ScenarioActor | None:
        match = _ACTOR.match(str(raw.get("by")))
        if match is None:
            self._wrong("by", "an actor such as unit_hr@UNIT_A#1", "如 unit_hr@UNIT_A#1 的人员")
            return None
        return ScenarioActor(match["post"], match["unit"], int(match["number"] or 1))

    def _moment(self, value: object, name: str) -> datetime | None:
        text = str(value)
        # 24:00 is how notices write the end of a day; the clock knows it as the next day's 00:00.
        ends_day = re.match(r"(\d{4}-\d\d-\d\d)T24:00(?::00)?", text)
        if ends_day is not None:
            text = f"{ends_day[1]}T00:00:00{text[ends_day.end() :]}"
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self._wrong(
                name, "a date-time such as 2018-12-10T09:00:00+08:00", "如 2018-12-10T09:00:00+08:00 的日期时间"
            )
            return None
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=_OFFICE)
        return moment + timedelta(days=1) if ends_day is not None else moment

    def _duration(self, value: object, name: str) -> timedelta | None:
        match = _DURATION.fullmatch(str(value))
        if match is None:
            self._wrong(name, "a duration such as P1DT2H", "如 P1DT2H 的时长")
            return None
        return timedelta(**{part: int(number) for part, number in match.groupdict().items() if number})

    def _wrong(self, name: str, expected: str, expected_zh: str) -> None:
        self.findings.add(
            "scenario_value", None, where=self.where, name=name, expected=expected, expected_zh=expected_zh
        )


_ACTED = frozenset({"by", "item"})
# The key that decides what a step is → its other keys.
_KINDS: Mapping[str, frozenset[str]] = {
    "task": _ACTED | {"answers"},
    "claim": _ACTED,
    "refuse": _ACTED | {"answers", "because"},
    "extend": frozenset({"by", "duration", "to", "reason"}),
    "cancel": frozenset({"by"}),
    "advance": frozenset(),
    "until": frozenset(),
    "message": frozenset({"key", "variables"}),
    "expect": frozenset(),
}
