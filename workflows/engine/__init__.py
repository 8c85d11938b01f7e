"""Carries a case through its procedure on SpiffWorkflow: tokens, scopes, joins, timers, events; no SQL, people or forms."""

from workflows.engine.definition import Definition, compile_definition
from workflows.engine.errors import BpmnError, EngineError, StateError, TokenGone
from workflows.engine.expressions import is_writable
from workflows.engine.interface import (
    ArmedTimer,
    DecisionCall,
    EngineEnvironment,
    JournalEntry,
    ServiceCall,
    Subscription,
    Thrown,
    Token,
)
from workflows.engine.run import Run

__all__ = [
    "ArmedTimer",
    "BpmnError",
    "DecisionCall",
    "Definition",
    "EngineEnvironment",
    "EngineError",
    "JournalEntry",
    "Run",
    "ServiceCall",
    "StateError",
    "Subscription",
    "Thrown",
    "Token",
    "TokenGone",
    "compile_definition",
    "is_writable",
]
