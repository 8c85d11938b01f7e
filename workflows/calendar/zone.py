"""The office's time zone: which local day and hour an instant falls on."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def to_local(moment: datetime) -> datetime:
    """The instant on the office's clock."""
    return moment.astimezone(OFFICE_ZONE)


def local_date(moment: datetime) -> date:
    """The office's calendar day of an instant."""
    return to_local(moment).date()
