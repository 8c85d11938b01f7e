"""Decision models: reading them, evaluating and explaining their decisions, checking their tables."""

from workflows.dmn.errors import DmnError, DmnProblem, Severity
from workflows.dmn.model import Model
from workflows.dmn.read import read_model

__all__ = ["DmnError", "DmnProblem", "Model", "Severity", "read_model"]
