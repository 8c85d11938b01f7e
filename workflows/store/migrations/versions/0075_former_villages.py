"""What villages were called and numbered before"""

import sqlalchemy as sa
from alembic import op

revision = '0075'
down_revision = '0067'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'former_village',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('village_id', sa.Uuid(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['village_id'], ['village.unit_id'], name=op.f('fk_former_village_village_id_village')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_former_village')),
    )
    op.create_index(op.f('ix_former_village_village_id'), 'former_village', ['village_id'])
    op.create_index(op.f('ix_former_village_code'), 'former_village', ['code'])


def downgrade() -> None:
    op.drop_table('former_village')
