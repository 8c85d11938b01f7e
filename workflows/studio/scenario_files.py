"""The scenarios of a procedure as the studio lists them: what each is called, and whether it can be played at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.procedure.scenario import Scenario
from workflows.procedure.scenario_reader import read_scenarios


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One scenario file; `scenario` is None where the file cannot be read, which its problems say."""

    file: str
    scenario: Scenario | None

    def label(self, locale: str) -> str:
        """What it is called in the reader's language; the file's name where it cannot be read."""
        return self.file if self.scenario is None else self.scenario.name(locale)


def scenario_lines(files: Mapping[str, bytes]) -> Sequence[ScenarioLine]:
    """The scenarios of the files, by name."""
    known, broken = read_scenarios(files)
    return [ScenarioLine(name, known.get(name)) for name in sorted((*known, *broken))]
