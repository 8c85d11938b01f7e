"""Sex, and post and rank, of the people in the register"""

import sqlalchemy as sa
from alembic import op

from workflows.store.word_checks import add_checks, drop_checks

revision = "0085"
down_revision = "0087"
branch_labels = None
depends_on = None

SEX = {"person": {"sex": ["female", "male"]}}


def upgrade() -> None:
    op.add_column("person", sa.Column("sex", sa.String(length=10), nullable=True))
    op.add_column("person", sa.Column("post_rank", sa.String(length=60), nullable=False, server_default=""))
    add_checks(op.get_bind(), SEX)


def downgrade() -> None:
    drop_checks(op.get_bind(), SEX)
    op.drop_column("person", "post_rank")
    op.drop_column("person", "sex")
