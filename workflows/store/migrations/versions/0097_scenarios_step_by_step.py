"""What a scenario of a draft went through step by step; those that were tried before are tried anew to be seen so"""

import sqlalchemy as sa
from alembic import op

revision = '0097'
down_revision = '0096'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_trial", sa.Column("walk", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("draft_trial", "walk")
