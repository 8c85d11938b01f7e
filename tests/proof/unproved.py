"""The columns that `verify` proves nothing of, each with its reason; test_every_column.py finds any other."""

from __future__ import annotations

# A table, or a column of one, and why nobody compares it.
UNPROVED: dict[str, str] = {
    "register_upload": "files that wait for a decision and go with it: entries name them by digest",
    "register_file": "the same",
    "procedure_draft": "what a designer works on; what is published of it is a row of record, and its request names it by digest",
    "draft_file": "the same",
    "draft_trial": "what scenarios came to on a draft: played anew at any time",
    "version_request.draft_id": "where the draft lies; the request names what was asked for by digest",
    "file_upload": "files that wait for a form not yet handed in: theirs who chose them, and gone after two days",
    "attendance_upload": "a file that waits until it is taken: the entry and the row of the import name it by digest",
    "attendance_import.rows_done": "how far the storing has come; the blocks say which rows there are",
    "attendance_import.plan": "of which reading the rows so far are, so that a worker goes on with the same",
    "notice_to_send": "a notice on its way out: the notice itself is of record, and this goes once it was looked at",
    "outgoing": "the same, by each way: what was sent stands in the notice",
    "notice_choice": "how somebody wants to be told beside the page; no notice says or hides anything by it",
    "absence.begun_told_at": "whether both were told by now; the notice itself is of record",
    "absence.ended_told_at": "the same",
    "login_session": "of the moment: signing in, failing to and signing out stand in the access log, which is sealed",
    "sign_in_attempt": "of the moment: failed sign-ins stand in the access log, which is sealed",
    "form_draft": "of the moment: what somebody types and has not sent; once sent it is a decision of record",
    "sent_form": "of the moment: which form of a page was sent already; what it did is told by the act",
    "worker_beat": "of the moment: that a worker lives",
    "reference_version": "a counter by which processes know that what they hold is old",
    "reader_mark": "how far a job has come that writes case_reader anew; its rows are derived",
    "message_start": "which case a message began, so that it begins no second one; the case's own entry tells its start",
    "outbox_message": "a message on its way; the receiving case's entry tells what arrived, with its values",
    "post.is_closing": "set while the rows of cases are written anew for a post that covers less; opens nothing",
    "user_account.locale": "the language that somebody chose",
    "user_account.signed_in_at": "the access log tells every sign-in",
    "user_account.must_change_password": "asks for another password; the history tells who was given a first one",
    "user_account.session_key": "ends all sessions of an account when it changes; says nothing that happened",
    "case_reader.id": "a number of no meaning: the row is compared by what it says",
    "case_subject.id": "a number of no meaning: the row is compared by what it says",
    "task_bar.id": "a number of no meaning: the row is compared by what it says",
}
