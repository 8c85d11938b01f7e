"""Carries a case through its procedure on SpiffWorkflow: tokens, scopes, joins, timers, events; no SQL, people or forms."""

from workflows.engine.case_engine import CaseEngine
from workflows.engine.definition import Definition, compile_definition
from workflows.engine.errors import BpmnError, EngineError, NewerStateError, StateError, TokenGone
from workflows.engine.expressions import is_writable
from workflows.engine.interface import (
    CAME,
    ArmedTimer,
    DecisionCall,
    EngineEnvironment,
    Happening,
    JournalEntry,
    Piecemeal,
    ServiceCall,
    Subscription,
    Thrown,
    Token,
    Unfinished,
)
from workflows.engine.specs.multi import ITEM_LIMIT
from workflows.engine.state import FORMAT as STATE_FORMAT

__all__ = [
    "CAME",
    "ITEM_LIMIT",
    "STATE_FORMAT",
    "ArmedTimer",
    "BpmnError",
    "CaseEngine",
    "DecisionCall",
    "Definition",
    "EngineEnvironment",
    "EngineError",
    "Happening",
    "JournalEntry",
    "NewerStateError",
    "Piecemeal",
    "ServiceCall",
    "StateError",
    "Subscription",
    "Thrown",
    "Token",
    "TokenGone",
    "Unfinished",
    "compile_definition",
    "is_writable",
]
