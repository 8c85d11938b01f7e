"""Posts as data: changes of posts with who prepared and decided them, what a post may start, and whether it was withdrawn

Columns are only added to `post`; entries of the history and notices may be of more kinds.
"""

import json

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended "
    "setting_prepared setting_decided setting_refused "
    "calendar_prepared calendar_decided calendar_refused calendar_changed registers_taken passwords_issued"
)
NOTICES = "notice reminder overdue supervision incident unheld appointed recusal relation setting returned calendar"


def _words(entries: str, notices: str) -> Words:
    return {
        "entry_value": {"kind": entries.split()},
        "history_entry": {"kind": entries.split()},
        "notice": {"kind": notices.split()},
    }


OLD = _words(ENTRIES, NOTICES)
NEW = _words(f"{ENTRIES} post_prepared post_decided post_refused", f"{NOTICES} post")


def upgrade() -> None:
    op.add_column("post", sa.Column("starts", sa.JSON(), nullable=False, server_default=json.dumps([])))
    op.add_column("post", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("post", sa.Column("is_closing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "post_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_key", sa.String(length=60), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'decided', 'refused')", name=op.f("ck_post_change_state")),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_post_change_decided_has_time")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_post_change_decided_by_id_person")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_post_change_prepared_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_change")),
    )
    op.create_index("ix_post_change_post", "post_change", ["post_key", "prepared_at"])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    op.execute("UPDATE notice SET kind = 'notice' WHERE kind = 'post'")
    add_checks(op.get_bind(), OLD)
    op.drop_table("post_change")
    for column in ("is_closing", "withdrawn_on", "starts"):
        op.drop_column("post", column)
