"""Calls of operations as a step of a case makes them, for tests that issue letters."""

from __future__ import annotations

import uuid

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.kept_settings import environment_of_office
from workflows.casework.models import Case
from workflows.casework.operations import OperationCall, registered_operations
from workflows.procedure.model import Element, ElementType
from workflows.store import UnitOfWork


def calling(work: UnitOfWork, case: Case, operation: str = "recall.urge") -> OperationCall:
    """A call of an operation in a case, with the letters that it declares."""
    declared = registered_operations()[operation].letters
    letters = {letter: frozenset(fields) for letter, fields in declared.items()}
    element = Element("step", ElementType.SERVICE_TASK, operation=operation)
    told = environment_of_office(work, case.unit_id)
    return OperationCall(work, case, element, case.process_id, uuid.uuid4(), None, environment=told, letters=letters)
