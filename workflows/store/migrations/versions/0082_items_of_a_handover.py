"""Items of a handover are schemes as well, so that an office may set its own"""

from alembic import op

from workflows.store.word_checks import add_checks, drop_checks

revision = '0082'
down_revision = '0079'
branch_labels = None
depends_on = None

OLD = {"scheme": {"kind": ["criteria", "points", "leave"]}}
NEW = {"scheme": {"kind": ["criteria", "points", "leave", "handover"]}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
