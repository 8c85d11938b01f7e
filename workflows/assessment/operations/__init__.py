"""What the diagrams of the assessment call, one file per stage; importing this room fills the registry of operations."""

from workflows.assessment.operations import opening, settling

__all__ = ["opening", "settling"]
