"""Where whoever holds a post is reached"""

import sqlalchemy as sa
from alembic import op

revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('post_holding', sa.Column('telephone', sa.String(length=40), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('post_holding', 'telephone')
