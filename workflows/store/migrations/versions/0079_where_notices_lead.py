"""What a notice without a case is about, so that it leads there

Rows keep their layout until they are next written; notices of before lead to the list of what they are about.
"""

import sqlalchemy as sa
from alembic import op

revision = '0079'
down_revision = '0080'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('notice', sa.Column('leads_to', sa.String(length=100), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('notice', 'leads_to')
