"""What the recall diagram's service tasks call, one file per stage; importing this room fills the registry of operations."""

from workflows.recall.operations import (
    accountability,
    appealing,
    arrival,
    closing,
    handovers,
    lead,
    measures,
    no_refill,
    order,
    rectification,
    reminders,
    reopening_lead,
    replacement,
    revoking,
    verification,
    warning,
)

__all__ = [
    "accountability",
    "appealing",
    "arrival",
    "closing",
    "handovers",
    "lead",
    "measures",
    "no_refill",
    "order",
    "rectification",
    "reminders",
    "reopening_lead",
    "replacement",
    "revoking",
    "verification",
    "warning",
]
