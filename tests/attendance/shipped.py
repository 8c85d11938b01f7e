"""What files of attendance are read by as shipped, for tests."""

from __future__ import annotations

from workflows.attendance.settings import shipped_reading

SHIPPED = shipped_reading()
