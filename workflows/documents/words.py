"""The closed words of letters. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """The kinds of letters; what each says is in templates.py."""

    LEAD_FORM = "lead_form"
    VERIFICATION_REPORT = "verification_report"
    RECALL_ORDER = "recall_order"
    NO_FAULT_ORDER = "no_fault_order"
    SERVICE_RECEIPT = "service_receipt"
    URGE = "urge"
    SUPERVISION = "supervision"
    INTERVIEW_RECORD = "interview_record"
    RECALL_REPORT = "recall_report"
    RECTIFICATION_NOTICE = "rectification_notice"
    RECTIFICATION_CLOSED = "rectification_closed"
    SPECIAL_INTERVIEW_NOTICE = "special_interview_notice"
    CIRCULAR = "circular"
    ACCOUNTABILITY_PROPOSAL = "accountability_proposal"
    PROPOSAL_LETTER = "proposal_letter"
    DISPATCH_ORDER = "dispatch_order"
    ARRIVAL_FORM = "arrival_form"
    CASE_INDEX = "case_index"


class ServiceMode(StrEnum):
    """How an order was served: its receiver signed, or it counts as served (domain 3.3)."""

    READ = "read"
    DEEMED = "deemed"
