"""Decision models: reading them, evaluating and explaining their decisions, checking their tables."""

from workflows.dmn.check import check_model, check_table
from workflows.dmn.check_meant import has_invisible_end
from workflows.dmn.conditions import common_values
from workflows.dmn.errors import DmnError, DmnProblem, Severity
from workflows.dmn.evaluate import DecisionResult, call, evaluate
from workflows.dmn.model import Model
from workflows.dmn.read import read_model
from workflows.dmn.sentences import objections, reasons

__all__ = [
    "DecisionResult",
    "DmnError",
    "DmnProblem",
    "Model",
    "Severity",
    "call",
    "check_model",
    "check_table",
    "common_values",
    "evaluate",
    "has_invisible_end",
    "objections",
    "read_model",
    "reasons",
]
