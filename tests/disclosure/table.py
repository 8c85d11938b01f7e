"""The table of who may read what and when, from its YAML files: closed unless a line opens it; the code is never asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
Level = Literal["none", "masked", "full"]
TitleLevel = Literal["none", "public", "full"]


@lru_cache
def people() -> Mapping[str, Any]:
    """The people, units, groups and standing lines that all plays share."""
    return yaml.safe_load((FOLDER / "people.yaml").read_text(encoding="utf-8"))


def everybody(names: Iterable[str]) -> frozenset[str]:
    """The people behind names of people and of groups. Raises KeyError for a name that is neither."""
    return _everybody(tuple(names))


@cache
def _everybody(names: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        members = people()["groups"].get(name)
        if members is None and name not in people()["people"]:
            raise KeyError(name)
        found |= {name} if members is None else everybody(members)
    return frozenset(found)


@dataclass(frozen=True)
class Table:
    """The lines of one play. A moment is meant by its place in the list; what exists `from` a moment exists in that state too."""

    name: str
    lines: Mapping[str, Any]

    @property
    def moments(self) -> Sequence[str]:
        """The states of the play in the order of time."""
        found: Sequence[str] = self.lines["moments"]
        return found

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {moment: place for place, moment in enumerate(self.moments)}

    def _is(self, moment: str, line: Mapping[str, Any]) -> bool:
        at = self._order[moment]
        return self._order[line["from"]] <= at and ("until" not in line or at < self._order[line["until"]])

    def _is_shown(self, person: str, what: str, moment: str) -> bool:
        step = what.split()[0]
        return any(
            person in everybody(line["who"]) and self._is(moment, line) and bool({what, step} & set(line["what"]))
            for line in self.lines.get("shows", ())
        )

    def _is_told(self, person: str, answer: str, moment: str) -> bool:
        return any(
            person in everybody(line["who"]) and self._is(moment, line) and answer in line["what"]
            for line in self.lines.get("told", ())
        )

    def _reads_process(self, person: str, process: str, moment: str) -> bool:
        early = (line for line in self.lines.get("readers_until", ()) if line["process"] == process)
        start = {"from": self.moments[0]}
        if any(person in everybody(line["who"]) and self._is(moment, {**start, **line}) for line in early):
            return True
        return person in everybody({**people()["readers"], **self.lines.get("readers", {})}[process])

    def reads(self, person: str, step: str, field: str, moment: str) -> bool:
        """Whether somebody may read what was answered in a field of a step: rules 1 to 5."""
        line = self.lines["steps"][step]
        if not self._is(moment, line):
            return False
        if person == line["by"]:
            return True
        if "sealed_until" in line and not self._is(moment, {"from": line["sealed_until"]}):
            return False
        if self._is_told(person, f"{step}.{field}", moment):
            return True
        narrowed = people()["visible_to"].get(f"{step.split()[0]}.{field}")
        is_reader = self._reads_process(person, line["process"], moment)
        if narrowed is not None and person not in everybody(narrowed) and not ("readers" in narrowed and is_reader):
            return False
        return is_reader or self._is_shown(person, step, moment)

    def reads_explanation(self, person: str, element: str, moment: str) -> bool:
        """Whether somebody may read how a decision table came to its result."""
        line = self.lines["explanations"][element]
        is_open = self._reads_process(person, line["process"], moment) or self._is_shown(person, element, moment)
        return self._is(moment, line) and is_open

    def letter(self, person: str, kind: str, moment: str) -> Level:
        """How somebody may read a letter: rule 1."""
        line = self.lines["letters"][kind]
        if not self._is(moment, line):
            return "none"
        if person in (line.get("by"), line.get("receipt")) or self._reads_process(person, line["process"], moment):
            return "full"
        if self._is_shown(person, kind, moment):
            return "full"
        if not self._is(moment, {"from": line.get("served", line["from"])}):
            return "none"
        if person in everybody((*line.get("to", ()), *line.get("copies", ()))):
            return "full"
        masked = everybody(line.get("masked", ("unit", "supervisor")))
        return "masked" if line.get("to") and person in masked else "none"

    def carried_by(self, step: str) -> list[str]:
        """The letters in which the answers of a step are printed."""
        plain = step.split()[0]
        return [kind for kind, line in self.lines["letters"].items() if {step, plain} & set(line["carries"])]

    def title(self, person: str, moment: str) -> TitleLevel:
        """By which title somebody knows the case, if at all: rules 6 and 9."""
        process = self.lines["process"]
        if self._reads_process(person, process, moment):
            return "full"
        shown = [line for line in self.lines.get("shows", ()) if person in everybody(line["who"])]
        if any(self._is(moment, line) and line.get("process", process) == process for line in shown):
            return "full"
        knows = [line for line in self.lines.get("knows", ()) if person in everybody(line["who"])]
        wrote = [line for line in self.lines["steps"].values() if line["by"] == person]
        if any(self._is(moment, line) for line in (*shown, *knows, *wrote)):
            return "public"
        return (
            "public" if any(self.letter(person, kind, moment) == "full" for kind in self.lines["letters"]) else "none"
        )

    def sees_clock(self, person: str, moment: str) -> bool | None:
        """Whether somebody must see the running clock (rule 8); None where it does not run."""
        line = self.lines.get("clock")
        if line is None or not self._is(moment, line):
            return None
        return person in everybody(line["who"])

    def hidden_names(self, person: str, moment: str) -> list[str]:
        """The people whose names must not reach somebody on any page."""
        start = {"from": self.moments[0]}
        return [
            line["name"]
            for line in self.lines.get("names", ())
            if person in everybody(line["hidden_from"]) and self._is(moment, {**start, **line})
        ]

    @staticmethod
    def in_roster(person: str, name: str) -> bool:
        """Whether the roster gives somebody a name: rule 7."""
        entry = people()["people"].get(name, {})
        places = {entry.get(key) for key in ("home", "unit", "posted")}
        return any(person in everybody(line["who"]) and places & {*line["of"]} for line in people()["roster"])

    def hidden_numbers(self, person: str) -> list[str]:
        """Beginnings of numbers that must not reach somebody on any page, at any moment."""
        return [line["number"] for line in self.lines.get("numbers", ()) if person in everybody(line["hidden_from"])]


@lru_cache
def table(name: str) -> Table:
    """The table of one play."""
    return Table(name, yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))
