"""Letters that procedures hold themselves: any kind, with or without a receipt, and how its text is laid out

The CHECK on the kinds of letters goes: a procedure may hold a letter of its own. Two columns are added; letters of today keep the
receipt that their kind asked for.
"""

import sqlalchemy as sa
from alembic import op

from workflows.store.migrate import SchemaError
from workflows.store.word_checks import UnknownWords, add_checks, drop_checks

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

# The kinds of letters that the program knew on the day of this migration.
_KINDS = {
    "document": {
        "kind": (
            "lead_form verification_report recall_order no_fault_order service_receipt urge supervision "
            "interview_record recall_report rectification_notice rectification_closed special_interview_notice "
            "circular accountability_proposal proposal_letter dispatch_order arrival_form case_index"
        ).split(),
    },
}


def upgrade() -> None:
    drop_checks(op.get_bind(), _KINDS)
    op.add_column("document", sa.Column("has_receipt", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("document", sa.Column("outline", sa.JSON(), nullable=False, server_default="{}"))
    document = sa.table("document", sa.column("kind", sa.String), sa.column("has_receipt", sa.Boolean))
    asks = document.c.kind.in_(["recall_order", "no_fault_order"])
    op.execute(document.update().where(asks).values(has_receipt=sa.true()))


def downgrade() -> None:
    op.drop_column("document", "outline")
    op.drop_column("document", "has_receipt")
    try:
        add_checks(op.get_bind(), _KINDS)
    except UnknownWords as unknown:
        raise SchemaError(str(unknown)) from unknown
