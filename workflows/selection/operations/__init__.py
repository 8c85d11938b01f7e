"""What the selection diagram's service tasks call, one file per stage; importing this room fills the registry of operations."""

from workflows.selection.operations import candidates, dispatch, returns, reviews, self_nominations, slots

__all__ = ["candidates", "dispatch", "returns", "reviews", "self_nominations", "slots"]
