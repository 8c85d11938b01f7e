"""What the reading of an attendance file gave, kept until its rows are stored"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attendance_upload') as table:
        table.add_column(sa.Column('reading', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('attendance_upload') as table:
        table.drop_column('reading')
