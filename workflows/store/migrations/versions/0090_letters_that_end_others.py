"""Which letters another letter has ended, and from when"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("ended_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("ended_by", sa.String(length=60), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("document", "ended_by")
    op.drop_column("document", "ended_at")
