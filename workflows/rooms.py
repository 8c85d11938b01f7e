"""Imports the rooms whose operations diagrams may call, so that the registry is full; entry points import this first."""

import workflows.assessment.diary_seen
import workflows.assessment.operations
import workflows.attachments.attaching
import workflows.attendance.leave_operations
import workflows.casework.ask_operation
import workflows.casework.derivation
import workflows.casework.earlier_cases
import workflows.casework.ledger_rows
import workflows.casework.ledger_sheets
import workflows.casework.notify_operation
import workflows.casework.rounds
import workflows.casework.sheet_operations
import workflows.documents.operations
import workflows.documents.queries
import workflows.models
import workflows.recall.operations
import workflows.recall.unit_facts
import workflows.selection.operations
import workflows.selection.unit_facts  # noqa: F401
