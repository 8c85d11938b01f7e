"""The small office of the casework tests, and that of the recall tests, serve the tests of the record too."""

from tests.casework.conftest import case_id, do, task_of, world
from tests.recall.conftest import office

__all__ = ["case_id", "do", "office", "task_of", "world"]
