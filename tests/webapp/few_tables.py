"""Tables that a page may read whole."""

from __future__ import annotations

# They have as many rows as the office has rules, servers, months, batches and days off, however many cases and people it has.
FEW = {
    "assessment_month",
    "attendance_import",
    "attendance_upload",
    "calendar_day",
    "calendar_plan",
    "calendar_setting",
    "clock_hold",
    "clock_start",
    "draft_file",
    "draft_trial",
    "post",
    "post_change",
    "procedure_draft",
    "procedure_version",
    "reference_version",
    "register_file",
    "register_upload",
    "scheme",
    "selection_batch",
    "setting",
    "setting_set",
    "unit_change",
    "version_request",
    "worker_beat",
}
