"""What table D5 proposed beside the measure that people chose, and each pursued leader in a row of their own

Rows keep their layout until they are next written; where nobody chose, nothing was proposed.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0070'
down_revision = '0073'
branch_labels = None
depends_on = None

MEASURES = "'none', 'interview', 'special_interview', 'circular', 'pursue'"


def upgrade() -> None:
    # SQLite adds a column with its constraint in one statement only; to rebuild such a table takes long.
    op.execute(
        'ALTER TABLE recall_accountability ADD COLUMN proposed VARCHAR(20) '
        f'CONSTRAINT ck_recall_accountability_proposed CHECK (proposed IN ({MEASURES}))'
    )
    op.add_column('recall_accountability', sa.Column('deviation_reason', sa.Text(), nullable=False, server_default=''))
    op.create_table(
        'recall_pursued_leader',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('recall_id', sa.Uuid(), nullable=False),
        sa.Column('accountability_id', sa.Uuid(), nullable=False),
        sa.Column('leader', sa.String(length=20), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('proposal', sa.String(length=20), nullable=False),
        sa.Column('grounds', sa.Text(), nullable=False),
        sa.Column('is_self_criticism_received', sa.Boolean(), nullable=False),
        sa.Column('proposed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Uuid(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "leader IN ('main_leader', 'leader_in_charge')", name=op.f('ck_recall_pursued_leader_leader')
        ),
        sa.CheckConstraint(
            "proposal IN ('circular', 'admonish', 'organisational', 'discipline')",
            name=op.f('ck_recall_pursued_leader_proposal'),
        ),
        sa.ForeignKeyConstraint(
            ['accountability_id'],
            ['recall_accountability.id'],
            name=op.f('fk_recall_pursued_leader_accountability_id_recall_accountability'),
        ),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recall_pursued_leader_person_id_person')),
        sa.ForeignKeyConstraint(
            ['proposed_by_id'], ['person.id'], name=op.f('fk_recall_pursued_leader_proposed_by_id_person')
        ),
        sa.ForeignKeyConstraint(['recall_id'], ['recall.id'], name=op.f('fk_recall_pursued_leader_recall_id_recall')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recall_pursued_leader')),
        sa.UniqueConstraint(
            'accountability_id', 'leader', name=op.f('uq_recall_pursued_leader_accountability_id_leader')
        ),
    )
    op.create_index(op.f('ix_recall_pursued_leader_recall_id'), 'recall_pursued_leader', ['recall_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_recall_pursued_leader_recall_id'), table_name='recall_pursued_leader')
    op.drop_table('recall_pursued_leader')
    with op.batch_alter_table('recall_accountability') as batch:
        batch.drop_column('deviation_reason')
        batch.drop_constraint(op.f('ck_recall_accountability_proposed'), type_='check')
        batch.drop_column('proposed')
