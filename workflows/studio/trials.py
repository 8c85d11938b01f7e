"""Trying the scenarios of a draft: each is played as the command plays it, and what it came to is kept for exactly these files.

Playing needs no transaction: it happens on a database of its own. What it came to counts as long as neither the draft nor any
procedure that it may call has changed.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.casework.cases import Progress
from workflows.people.posts import PostEntry
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import Scenario
from workflows.scenarios.coverage import Coverage, coverage_of
from workflows.scenarios.player import ScenarioResult, play
from workflows.scenarios.walk import Walk
from workflows.sentence import Sentence
from workflows.store import UnitOfWork
from workflows.studio.folder import Folder
from workflows.studio.models import DraftTrial
from workflows.studio.reach import reached
from workflows.studio.scenario_files import scenario_lines

LONGEST = 30.0
"""Seconds that one scenario may take before it is stopped and counts as failed."""
AT_ONCE = 10.0
"""Seconds after which no further scenario is begun within one request; the page goes on from there."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went otherwise than a scenario says: `step` counts from 1, 0 is the start, None the end or the file itself."""

    file: str
    step: int | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One scenario of a draft with what it came to; `is_passed` is None where it was not tried on these files."""

    file: str
    scenario: Scenario | None
    is_passed: bool | None
    seconds: float
    failures: Sequence[Failure]
    rules: Sequence[str] = ()  # of decision tables, that it has hit

    def label(self, locale: str) -> str:
        """What it is called in the reader's language; the file's name where it cannot be read."""
        return self.file if self.scenario is None else self.scenario.name(locale)


@dataclass(frozen=True, slots=True)
class Trials:
    """The scenarios of a draft, what they came to, and where they have been.

    `failing` are the elements of the steps at which they failed, `waiting_at` those at which the failed ones were standing.
    """

    digest: str
    lines: Sequence[TrialLine]
    coverage: Coverage | None
    failing: Sequence[str]
    waiting_at: Sequence[str] = ()

    @property
    def waiting(self) -> Sequence[str]:
        """The files that can be played and were not tried on these files yet."""
        return [line.file for line in self.lines if line.scenario is not None and line.is_passed is None]

    @property
    def is_passed(self) -> bool:
        """Whether every scenario was tried on these files and passed."""
        return all(line.is_passed for line in self.lines)

    def hit(self, locale: str) -> Mapping[str, Sequence[str]] | None:
        """The names of the scenarios in which each rule has hit; None where none was tried on these files."""
        tried = [line for line in self.lines if line.is_passed is not None]
        found: dict[str, list[str]] = {}
        for line in tried:
            for rule in line.rules:
                found.setdefault(rule, []).append(line.label(locale))
        return found if tried else None

    def marks(self) -> Mapping[str, Any]:
        """What the diagram colours: where scenarios have been, and where one failed."""
        if self.coverage is None:
            return {"done": [], "active": [], "failed": [], "flows": [], "spent": {}}
        missing = set(self.coverage.missing)
        return {
            "done": [name for name in self.coverage.elements.names if name not in missing],
            "active": list(self.waiting_at),
            "failed": list(self.failing),
            "flows": [name for name in self.coverage.flows.names if name not in missing],
            "spent": {},
        }


def world_digest(folder: Folder, beside: Mapping[str, Procedure]) -> str:
    """What a trial depends on: the files of the draft, and of the procedures that it may call; it is played with these only."""
    others = sorted(each.digest for each in _reached(folder, beside).values())
    return hashlib.sha256("\n".join((folder.digest, *others)).encode()).hexdigest()


def trials_of(work: UnitOfWork, draft_id: uuid.UUID, folder: Folder, beside: Mapping[str, Procedure]) -> Trials:
    """The scenarios of a draft with what they came to on its present files; one statement."""
    digest = world_digest(folder, beside)
    rows = work.session.scalars(select(DraftTrial).where(DraftTrial.draft_id == draft_id)).all()
    kept = {row.file: row for row in rows if row.digest == digest}
    lines = [_line(each.file, each.scenario, kept.get(each.file)) for each in scenario_lines(folder.files)]
    been = [_progress(row.result) for row in kept.values()]
    rules = [rule for line in lines for rule in line.rules]
    coverage = coverage_of(folder.procedure, been, rules) if folder.procedure is not None and kept else None
    standing = sorted({name for row in kept.values() if not row.is_passed for name in row.result.get("standing", ())})
    return Trials(digest, lines, coverage, list(dict.fromkeys(_failing(lines))), standing)


def play_one(
    folder: Folder, beside: Mapping[str, Procedure], file: str, posts: Mapping[str, PostEntry]
) -> dict[str, Any] | None:
    """Play one scenario of a folder with the office's posts, for LONGEST seconds at most; None where it cannot be played.

    Reads no database of ours.
    """
    line = next((each for each in scenario_lines(folder.files) if each.file == file), None)
    if line is None or line.scenario is None or folder.procedure is None:
        return None
    began = time.perf_counter()
    procedures = {**_reached(folder, beside), folder.process_id: folder.procedure}
    walk = Walk()
    result = play(line.scenario, folder.process_id, procedures, posts or None, seconds=LONGEST, walk=walk)
    milliseconds = round((time.perf_counter() - began) * 1000)
    return {
        "file": file,
        "is_passed": result.is_passed,
        "milliseconds": milliseconds,
        "result": _kept(result, folder),
        "walk": walk.kept(),
    }


def keep(work: UnitOfWork, draft_id: uuid.UUID, digest: str, outcome: Mapping[str, Any]) -> None:
    """Keep what a scenario came to, in place of what it came to before."""
    row = work.session.get(DraftTrial, (draft_id, outcome["file"]))
    if row is None:
        row = DraftTrial(draft_id=draft_id, file=outcome["file"])
        work.session.add(row)
    row.digest, row.played_at = digest, work.now
    row.is_passed, row.milliseconds, row.result = outcome["is_passed"], outcome["milliseconds"], outcome["result"]
    row.walk = outcome["walk"]
    work.session.flush()


def _reached(folder: Folder, beside: Mapping[str, Procedure]) -> Mapping[str, Procedure]:
    if folder.procedure is None:
        return {}
    scenarios = [line.scenario for line in scenario_lines(folder.files) if line.scenario is not None]
    return reached(folder.procedure, beside, scenarios)


def _kept(result: ScenarioResult, folder: Folder) -> dict[str, Any]:
    been = result.coverage.get(folder.process_id)
    failures = [
        {"file": each.file, "step": each.step, "en": each.sentence.en[:2000], "zh": each.sentence.zh[:2000]}
        for each in result.failures[:50]
    ]
    return {
        "failures": failures,
        "done": sorted(been.done) if been else [],
        "active": sorted(been.active) if been else [],
        "flows": sorted(been.flows) if been else [],
        "standing": sorted(result.standing),
        "rules": sorted(result.rules.get(folder.process_id, ())),
    }


def _line(file: str, scenario: Scenario | None, row: DraftTrial | None) -> TrialLine:
    if row is None:
        return TrialLine(file, scenario, None, 0.0, ())
    found = [
        Failure(each["file"], each["step"], Sentence(each["en"], each["zh"])) for each in row.result.get("failures", ())
    ]
    rules = row.result.get("rules", ())
    return TrialLine(file, scenario, row.is_passed, row.milliseconds / 1000, found, rules)


def _progress(kept: Mapping[str, Any]) -> Progress:
    return Progress(
        active=set(kept.get("active", ())),
        done=set(kept.get("done", ())),
        flows=set(kept.get("flows", ())),
    )


def _failing(lines: Iterable[TrialLine]) -> Iterable[str]:
    """The elements of the steps at which scenarios failed."""
    for line in lines:
        scenarios = {each.file: each for each in line.scenario.line} if line.scenario is not None else {}
        for failure in line.failures:
            steps = scenarios[failure.file].steps if failure.file in scenarios else ()
            if failure.step and failure.step <= len(steps):
                task = getattr(steps[failure.step - 1], "task", None)
                if task:
                    yield task
