"""The appeal of each recalled member, in a row of their own; the older one of a whole recall may be named as revoked as well"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import add_checks, drop_checks

revision = "0083"
down_revision = '0082'
branch_labels = None
depends_on = None

OLD = {"recall_appeal": {"outcome": ["uphold", "change"]}}
NEW = {"recall_appeal": {"outcome": ["uphold", "change", "revoke"]}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    op.create_table(
        "recall_member_appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recall_id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("filed_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("is_restored", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("way IN ('own', 'paper')", name=op.f("ck_recall_member_appeal_way")),
        sa.CheckConstraint("outcome IN ('uphold', 'change', 'revoke')", name=op.f("ck_recall_member_appeal_outcome")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_recall_member_appeal_decided_has_time")
        ),
        sa.CheckConstraint(
            "(way = 'paper') = (received_on IS NOT NULL)", name=op.f("ck_recall_member_appeal_paper_has_day")
        ),
        sa.CheckConstraint(
            "NOT is_restored OR outcome = 'revoke'", name=op.f("ck_recall_member_appeal_restored_is_revoked")
        ),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_member_appeal_recall_id_recall")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_recall_member_appeal_posting_id_posting")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_recall_member_appeal_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_recall_member_appeal_decided_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_member_appeal")),
        sa.UniqueConstraint("recall_id", "posting_id", name=op.f("uq_recall_member_appeal_recall_id_posting_id")),
    )
    op.create_index(op.f("ix_recall_member_appeal_posting_id"), "recall_member_appeal", ["posting_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_recall_member_appeal_posting_id"), table_name="recall_member_appeal")
    op.drop_table("recall_member_appeal")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
