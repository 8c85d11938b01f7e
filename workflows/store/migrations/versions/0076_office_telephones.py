"""Where whoever holds a post is reached; units by their name"""

import sqlalchemy as sa
from alembic import op

revision = '0076'
down_revision = '0072'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('post_holding', sa.Column('telephone', sa.String(length=40), nullable=False, server_default=''))
    op.create_index(op.f('ix_unit_name'), 'unit', ['name'])


def downgrade() -> None:
    op.drop_index(op.f('ix_unit_name'), table_name='unit')
    op.drop_column('post_holding', 'telephone')
