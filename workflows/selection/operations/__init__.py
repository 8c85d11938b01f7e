"""What the selection diagrams' service tasks call, one file per stage; importing this room fills the registry of operations."""

from workflows.selection.operations import (
    arrivals,
    batch_ends,
    batches,
    calls,
    candidates,
    dispatch,
    matching,
    orders,
    returns,
    reviews,
    self_nominations,
    slots,
    unit_shares,
    vetting,
    village_needs,
)

__all__ = [
    "arrivals",
    "batch_ends",
    "batches",
    "calls",
    "candidates",
    "dispatch",
    "matching",
    "orders",
    "returns",
    "reviews",
    "self_nominations",
    "slots",
    "unit_shares",
    "vetting",
    "village_needs",
]
