"""What calls, review and county said of a candidate"""

import sqlalchemy as sa
from alembic import op

revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('candidate') as batch:
        batch.add_column(sa.Column('vetting', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('candidate') as batch:
        batch.drop_column('vetting')
