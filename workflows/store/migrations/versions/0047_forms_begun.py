"""What people type into forms is kept until it is sent"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0047'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('form_draft',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.String(length=160), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('saved_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_form_draft_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_draft')),
    sa.UniqueConstraint('person_id', 'place', name=op.f('uq_form_draft_person_id_place'))
    )
    op.create_index(op.f('ix_form_draft_saved_at'), 'form_draft', ['saved_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_form_draft_saved_at'), table_name='form_draft')
    op.drop_table('form_draft')
