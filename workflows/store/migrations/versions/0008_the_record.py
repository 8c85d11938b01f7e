"""Tell rows by digest: commitments beside erasable values, rows in entries, signed seals, the access log

What is in the database already is proved, anchored and told anew by workflows/proof/restate.py, once the schema is the newest.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

COMMITTED = (
    'background_call', 'candidate', 'case', 'deadline_extension', 'decision', 'dispatch_order', 'document', 'evaluation',
    'gate_review', 'incident', 'notice', 'overdue_explanation', 'person', 'procedure_version', 'recall', 'recall_accountability', 'recall_appeal',
    'recall_arrival', 'recall_interview', 'recall_order', 'recall_rectification', 'recall_verification', 'recusal', 'slot', 'task',
    'user_account',
)
# Rows that an office has before its first case: where there is one, the history has to tell it.
BEGUN = ('unit', 'post', 'person', 'procedure_version', 'calendar_day', 'calendar_setting')


def upgrade() -> None:
    for name in COMMITTED:
        op.add_column(name, sa.Column('commitments', sa.Text(), nullable=False, server_default='{}'))
    # Entries and chains there are already are of the first format; the program writes the second and says so.
    op.add_column('history_entry', sa.Column('format', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('history_entry', sa.Column('rows', sa.Text(), nullable=False, server_default='[]'))
    op.add_column('history_chain', sa.Column('format', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('history_seal', sa.Column('to_access_id', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('history_seal', sa.Column('line', sa.Text(), nullable=False, server_default=''))
    op.create_table(
        'entry_value',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=True),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('values', sa.JSON(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_entry_value_case_id_case')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_value')),
    )
    op.create_index(op.f('ix_entry_value_case_id'), 'entry_value', ['case_id'])
    op.create_table(
        'access_entry',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
        sa.Column('at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('case_id', sa.Uuid(), nullable=True),
        sa.Column('what', sa.String(length=200), nullable=False),
        sa.Column('address', sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_access_entry_case_id_case')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_access_entry_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_access_entry')),
    )
    op.create_index('ix_access_entry_case_at', 'access_entry', ['case_id', 'at'])
    op.create_index('ix_access_entry_person_at', 'access_entry', ['person_id', 'at'])
    connection = op.get_bind()
    has_system = connection.scalar(sa.text("SELECT count(*) FROM history_chain WHERE name = 'system'"))
    is_begun = any(connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in BEGUN)
    if is_begun and not has_system:
        op.execute("INSERT INTO history_chain (name, sequence, hash, format) VALUES ('system', 0, '', 1)")


def downgrade() -> None:
    op.drop_table('access_entry')
    op.drop_table('entry_value')
    # One by one and natively: SQLite drops a column that nothing refers to, and a copied table would lose its partial indexes.
    for table, column in (
        ('history_seal', 'line'), ('history_seal', 'to_access_id'), ('history_chain', 'format'), ('history_entry', 'rows'),
        ('history_entry', 'format'), *((name, 'commitments') for name in COMMITTED),
    ):
        op.drop_column(table, column)
