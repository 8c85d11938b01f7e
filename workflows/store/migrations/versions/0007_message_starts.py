"""Messages: correlated once per process, kept as long as their sender says, and no second case started beside an open one

Subscriptions that stand get the process of their case: those inside called procedures are told apart when next written.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('message_start',
    sa.Column('process_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('correlation_key', sa.String(length=200), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_message_start_case_id_case')),
    sa.PrimaryKeyConstraint('process_id', 'name', 'correlation_key', name=op.f('pk_message_start'))
    )
    with op.batch_alter_table('message_start', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_start_case_id'), ['case_id'], unique=False)

    with op.batch_alter_table('message_subscription', schema=None) as batch_op:
        batch_op.add_column(sa.Column('process_id', sa.String(length=80), nullable=False, server_default=''))
    op.execute(
        'UPDATE message_subscription SET process_id = '
        '(SELECT process_id FROM "case" WHERE "case".id = message_subscription.case_id)'
    )
    with op.batch_alter_table('message_subscription', schema=None) as batch_op:
        batch_op.alter_column('process_id', server_default=None)

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expires_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('expires_at')
    with op.batch_alter_table('message_subscription', schema=None) as batch_op:
        batch_op.drop_column('process_id')
    op.drop_table('message_start')
