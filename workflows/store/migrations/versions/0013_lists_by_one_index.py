"""Lists by one index each: the place of open tasks, since when a case is open to whom, and the indexes that give the order

Columns are only added, and none of them is of record.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

Indexes = Mapping[str, Sequence[tuple[str, list[str]]]]
# table -> (name, columns) of the indexes that go and those that come
GONE = {
    "decision": (("ix_decision_person_id", ["person_id"]),),
    "task": (("ix_task_case_id", ["case_id"]), ("ix_task_assignee_status", ["assignee_id", "status"]), ("ix_task_completed_by_ended", ["completed_by_id", "ended_at"])),
    "task_candidate": (
        ("ix_task_candidate_post_unit_task", ["post_key", "unit_id", "task_id"]),
        ("ix_task_candidate_person_task", ["person_id", "task_id"]),
    ),
    "case": (("ix_case_started_by_id", ["started_by_id"]), ("ix_case_status_process", ["status", "process_id"])),
    "case_reader": (("ix_case_reader_reader_case", ["reader", "case_id", "ground"]),),
    "deadline": (("ix_deadline_status_due", ["status", "due_at"]),),
    "incident": (("ix_incident_resolved_at_case", ["resolved_at", "case_id"]),),
    "notice": (("ix_notice_post_unit_created", ["post_key", "unit_id", "created_at"]), ("ix_notice_person_id", ["person_id"])),
}
COME = {
    "decision": (("ix_decision_person_case_element", ["person_id", "case_id", "element_id"]),),
    "task": (
        ("ix_task_case_status", ["case_id", "status"]),
        ("ix_task_assignee_status_queue", ["assignee_id", "status", "queue", "id"]),
        ("ix_task_completed_by_ended_id", ["completed_by_id", "ended_at", "id"]),
    ),
    "task_candidate": (
        ("ix_task_candidate_post_unit_queue", ["post_key", "unit_id", "queue", "task_id"]),
        ("ix_task_candidate_person_queue", ["person_id", "queue", "task_id"]),
    ),
    "case": (
        ("ix_case_started_by_started", ["started_by_id", "started_at", "id"]),
        ("ix_case_status_started", ["status", "started_at", "id"]),
    ),
    "case_reader": (
        ("ix_case_reader_reader_started", ["reader", "started", "case_id", "ground"]),
        ("ix_case_reader_reader_due", ["reader", "due", "case_id", "ground"]),
    ),
    "deadline": (("ix_deadline_status_due_id", ["status", "due_at", "id"]),),
    "incident": (("ix_incident_resolved_raised", ["resolved_at", "raised_at", "id"]),),
    "notice": (
        ("ix_notice_post_unit_created_id", ["post_key", "unit_id", "created_at", "id"]),
        ("ix_notice_person_created_id", ["person_id", "created_at", "id"]),
    ),
}
NEVER = "9" * 20
# A moment as 20 digits, and how much a priority is from the highest, as 4.
_DIGITS = {
    "sqlite": "replace(replace(replace(replace({0}, '-', ''), ' ', ''), ':', ''), '.', '')",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
}
_RANK = {"sqlite": "printf('%04d', 9999 - priority)", "postgresql": "lpad((9999 - priority)::text, 4, '0')"}


def upgrade() -> None:
    _exchange(GONE, {})
    for table in ("task", "task_candidate"):
        op.add_column(table, sa.Column("queue", sa.String(length=44), nullable=False, server_default=""))
    op.add_column("case_reader", sa.Column("started", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("case_reader", sa.Column("due", sa.String(length=20), nullable=False, server_default=NEVER))
    dialect = op.get_bind().dialect.name
    digits = _DIGITS[dialect].format
    op.execute(
        f"UPDATE task SET queue = coalesce({digits('due_at')}, '{NEVER}') || {_RANK[dialect]} || {digits('created_at')}"
    )
    op.execute("UPDATE task_candidate SET queue = (SELECT queue FROM task WHERE task.id = task_candidate.task_id)")
    op.execute(
        f'UPDATE case_reader SET started = (SELECT {digits("started_at")} FROM "case" WHERE "case".id = case_reader.case_id)'
    )
    op.execute(
        f"UPDATE case_reader SET due = coalesce((SELECT min({digits('due_at')}) FROM deadline"
        f" WHERE deadline.case_id = case_reader.case_id AND status = 'running'), '{NEVER}')"
        " WHERE ground IN ('reads', 'does', 'owes', 'watches')"
    )
    _exchange({}, COME)


def downgrade() -> None:
    _exchange(COME, {})
    for column in ("due", "started"):
        op.drop_column("case_reader", column)
    for table in ("task_candidate", "task"):
        op.drop_column(table, "queue")
    _exchange({}, GONE)


def _exchange(gone: Indexes, come: Indexes) -> None:
    for table, indexes in gone.items():
        for name, _columns in indexes:
            op.drop_index(name, table_name=table)
    for table, indexes in come.items():
        for name, columns in indexes:
            op.create_index(name, table, columns)
