"""Files of cases: those that wait for their form, and those that are part of an answer of record"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

TYPES = "type IN ('pdf', 'png', 'jpeg', 'docx', 'xlsx')"


def upgrade() -> None:
    op.create_table(
        "file_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(TYPES, name=op.f("ck_file_upload_type")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_file_upload_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_upload")),
    )
    op.create_index("ix_file_upload_person_at", "file_upload", ["person_id", "uploaded_at"])
    op.create_index(op.f("ix_file_upload_sha256"), "file_upload", ["sha256"])
    op.create_index(op.f("ix_file_upload_uploaded_at"), "file_upload", ["uploaded_at"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("attached_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint(TYPES, name=op.f("ck_attachment_type")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id_case")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_attachment_decision_id_decision")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"])
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"])


def downgrade() -> None:
    op.drop_table("attachment")
    op.drop_table("file_upload")
