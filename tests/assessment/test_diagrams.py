"""The diagrams of the monthly assessment: sound, played through every element, flow and outcome."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.procedure import Procedure, read_folder

ROOT = Path(__file__).parents[2] / "bpmn"
SCENARIOS = ("all_in_time", "no_members", "whole_month")


@cache
def procedures() -> dict[str, Procedure]:
    return {name: read_folder(ROOT / name) for name in ("assessment", "assessment_county", "assessment_facts")}
