"""The small office of the casework tests serves the tests of the record too."""

from tests.casework.conftest import case_id, do, task_of, world

__all__ = ["case_id", "do", "task_of", "world"]
