"""The designers' folders: a procedure read from files, its checks, scenarios and versions; nothing here executes it."""

from workflows.procedure.bundle import bundle, unbundle
from workflows.procedure.checks import check
from workflows.procedure.model import Problem, Procedure, ProcedureError, Severity
from workflows.procedure.reader import read, read_files, read_folder, read_stored

__all__ = [
    "Problem",
    "Procedure",
    "ProcedureError",
    "Severity",
    "bundle",
    "check",
    "read",
    "read_files",
    "read_folder",
    "read_stored",
    "unbundle",
]
