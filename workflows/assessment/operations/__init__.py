"""What the diagrams of the assessment call, one file per stage; importing this room fills the registry of operations."""

from workflows.assessment.operations import (
    appealing,
    claiming,
    diaries,
    grading,
    hearing,
    inspecting,
    listing,
    opening,
    publishing,
    rectifying,
    returning,
    settling,
)

__all__ = [
    "appealing",
    "claiming",
    "diaries",
    "grading",
    "hearing",
    "inspecting",
    "listing",
    "opening",
    "publishing",
    "rectifying",
    "returning",
    "settling",
]
