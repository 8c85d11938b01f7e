"""Orders to recall that the director revoked, in rows of their own"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall_revocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recall_id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("is_restored", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_revocation_recall_id_recall")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_recall_revocation_posting_id_posting")),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["person.id"], name=op.f("fk_recall_revocation_revoked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_revocation")),
        sa.UniqueConstraint("recall_id", "posting_id", name=op.f("uq_recall_revocation_recall_id_posting_id")),
    )
    op.create_index(op.f("ix_recall_revocation_posting_id"), "recall_revocation", ["posting_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_recall_revocation_posting_id"), table_name="recall_revocation")
    op.drop_table("recall_revocation")
