"""The day whose settings and places of units a case keeps, where that is not the day of its start: a part has its round's"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Parts that run keep the day that they had until now, their own; no row of record changes what it says.
    op.add_column('case', sa.Column('rules_on', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('case', 'rules_on')
