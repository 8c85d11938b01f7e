"""What the diagrams of the assessment call, one file per stage; importing this room fills the registry of operations."""

from workflows.assessment.operations import grading, listing, opening, publishing, settling

__all__ = ["grading", "listing", "opening", "publishing", "settling"]
