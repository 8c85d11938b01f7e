"""The closed words of the room: where a change of a setting stands."""

from __future__ import annotations

from enum import StrEnum


class SettingState(StrEnum):
    """Only what is shipped and what is decided counts."""

    SHIPPED = "shipped"
    PREPARED = "prepared"
    DECIDED = "decided"
    REFUSED = "refused"
