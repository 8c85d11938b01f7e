"""What was sent with a form, as a digest beside its token

Forms that were sent before have none: they are answered with their first result, whatever they hold, for the two days they are kept.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sent_form', sa.Column('content', sa.String(length=64), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('sent_form', 'content')
