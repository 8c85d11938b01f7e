"""Values of a scenario file: actors, moments, durations and lists, each mistake noted with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.scenario import ScenarioActor
from workflows.sentence import Sentence

_ACTOR = re.compile(r"(?P<post>[A-Za-z_]\w*)(?:@(?P<unit>[\w.\-]+))?(?:#(?P<number>[1-9]\d{0,3}))?\Z")
_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
# Moments without an offset are the office's: China has one zone, without summer time since 1992.
_OFFICE = timezone(timedelta(hours=8))


class ValueReader:
    """Reads single values; `where` names the place that a mistake is reported at."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.where = Sentence("the scenario", "场景")

    def mapping(self, raw: object, allowed: frozenset[str], what: str) -> Mapping[str, Any]:
        """A mapping with only these keys; anything else is a mistake, nothing is an empty one."""
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self.wrong(what, "a mapping", "映射")
            return {}
        for key in raw:
            if key not in allowed:
                name = "—" if key is None else str(key)[:80]
                near = advice_of(suggest(name, allowed))
                self.findings.add(
                    "scenario_key", None, None, **self._place(), key=name, known=", ".join(sorted(allowed)), **near
                )
        return raw

    def values(self, raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """The mapping under `name`, with names as keys."""
        value = raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            self.wrong(name, "a mapping with names as keys", "以名称为键的映射")
            return {}
        return value

    def names(self, raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """The list of texts under `name`."""
        value = raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(name, "a list of texts", "文本列表")
            return ()
        return tuple(value)

    def listed(self, raw: Mapping[str, Any], name: str) -> list[Any]:
        """The list under `name`, of whatever."""
        value = raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "a list", "列表")
            return []
        return value

    def text(self, raw: Mapping[str, Any], name: str) -> str:
        """The text under `name`, which must not be empty."""
        value = raw.get(name)
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, "a text", "文本")
            return ""
        return value.strip()

    def actor(self, raw: Mapping[str, Any]) -> ScenarioActor | None:
        """The actor under `by`."""
        return self.person(raw.get("by"), "by")

    def person(self, value: object, name: str) -> ScenarioActor | None:
        """An actor text such as `unit_hr@UNIT_A#1`."""
        match = _ACTOR.match(str(value))
        if match is None:
            self.wrong(name, "an actor such as unit_hr@UNIT_A#1", "如 unit_hr@UNIT_A#1 的人员")
            return None
        return ScenarioActor(match["post"], match["unit"], int(match["number"] or 1))

    def moment(self, value: object, name: str) -> datetime | None:
        """An instant; without an offset it is the office's, and 24:00 ends its day."""
        text = str(value)
        # 24:00 is how notices write the end of a day; the clock knows it as the next day's 00:00.
        ends_day = re.match(r"(\d{4}-\d\d-\d\d)T24:00(?::00)?", text)
        if ends_day is not None:
            text = f"{ends_day[1]}T00:00:00{text[ends_day.end() :]}"
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.wrong(name, "a date-time such as 2018-12-10T09:00:00+08:00", "如 2018-12-10T09:00:00+08:00 的日期时间")
            return None
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=_OFFICE)
        return moment + timedelta(days=1) if ends_day is not None else moment

    def duration(self, value: object, name: str) -> timedelta | None:
        """A duration of weeks, days, hours, minutes and seconds."""
        match = _DURATION.fullmatch(str(value))
        if match is None:
            self.wrong(name, "a duration such as P1DT2H", "如 P1DT2H 的时长")
            return None
        return timedelta(**{part: int(number) for part, number in match.groupdict().items() if number})

    def wrong(self, name: str, expected: str, expected_zh: str) -> None:
        """Note that `name` at the present place must be something else."""
        self.findings.add(
            "scenario_value", None, None, **self._place(), name=name, expected=expected, expected_zh=expected_zh
        )

    def _place(self) -> dict[str, str]:
        return {"where": self.where.en, "where_zh": self.where.zh}
