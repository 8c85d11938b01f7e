"""Imports every room's tables, so that migrations and tests know the whole schema; no tables of its own."""

import workflows.assessment.appeal_models
import workflows.assessment.check_models
import workflows.assessment.claim_models
import workflows.assessment.finding_models
import workflows.assessment.joint_models
import workflows.assessment.models
import workflows.assessment.result_models
import workflows.attachments.models
import workflows.attendance.diary_models
import workflows.attendance.models
import workflows.attendance.upload_models
import workflows.calendar.models
import workflows.casework.case_words
import workflows.casework.models
import workflows.documents.letter_words
import workflows.documents.models
import workflows.office.models
import workflows.office.register_models
import workflows.office.scheme_models
import workflows.people.absence_models
import workflows.people.arrival_models
import workflows.people.leave_models
import workflows.people.models
import workflows.people.roster
import workflows.people.session_models
import workflows.people.unit_models
import workflows.proof.models
import workflows.proof.restate
import workflows.recall.appeal_models
import workflows.recall.models
import workflows.recall.revocation_models
import workflows.selection.batch_models
import workflows.selection.models
import workflows.selection.withdrawn_postings
import workflows.studio.models  # noqa: F401
