"""Rows of ledgers"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0056'
down_revision = '0051'
branch_labels = None
depends_on = None


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'ledger_row',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('process_id', sa.String(length=80), nullable=False),
        sa.Column('ledger_id', sa.String(length=40), nullable=False),
        sa.Column('entry', sa.String(length=80), nullable=False),
        sa.Column('day_at', _moment(), nullable=False),
        sa.Column('written_at', _moment(), nullable=False),
        sa.Column('element_id', sa.String(length=120), nullable=False),
        sa.Column('cells', sa.JSON(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_ledger_row_case_id_case')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_row')),
        sa.UniqueConstraint(
            'case_id', 'process_id', 'ledger_id', 'entry', name=op.f('uq_ledger_row_case_id_process_id_ledger_id_entry')
        ),
    )
    op.create_index('ix_ledger_row_ledger_day', 'ledger_row', ['process_id', 'ledger_id', 'day_at', 'id'])


def downgrade() -> None:
    op.drop_table('ledger_row')
