"""People are walked by name where somebody is chosen"""

from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_person_name_id', 'person', ['name', 'id'])


def downgrade() -> None:
    op.drop_index('ix_person_name_id', table_name='person')
