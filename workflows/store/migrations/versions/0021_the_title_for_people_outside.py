"""The title by which people outside the offices know a case: without the number of what it began with

A column is added. Cases begin with the public title, which was theirs so far; a case whose process says otherwise gets its own when
it is next saved.
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("title_outside", sa.String(length=300), nullable=False, server_default=""))
    op.execute('UPDATE "case" SET title_outside = title_public')


def downgrade() -> None:
    op.drop_column("case", "title_outside")
