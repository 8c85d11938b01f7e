"""Clocks of single items say of which item they are, and of which unit

Rows keep their layout until they are next written; of a clock that began before, nothing says whose it is.
"""

import sqlalchemy as sa
from alembic import op

revision = '0067'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('deadline', sa.Column('item_number', sa.Integer(), nullable=True))
    op.add_column('deadline', sa.Column('item', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('deadline', sa.Column('commitments', sa.Text(), nullable=False, server_default='{}'))
    # SQLite adds a column with its reference in one statement only; to rebuild such a table takes long.
    kind = 'UUID' if op.get_bind().dialect.name == 'postgresql' else 'CHAR(32)'
    op.execute(
        f'ALTER TABLE deadline ADD COLUMN unit_id {kind} CONSTRAINT fk_deadline_unit_id_unit REFERENCES unit (id)'
    )


def downgrade() -> None:
    op.execute('ALTER TABLE deadline DROP COLUMN unit_id')
    for name in ('commitments', 'item', 'item_number'):
        op.drop_column('deadline', name)
