"""Sessions on the server, forms that count once, the worker seen"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_digest', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('tried_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_attempt_address', ['address', 'tried_at'], unique=False)
        batch_op.create_index('ix_sign_in_attempt_name', ['name_digest', 'tried_at'], unique=False)

    op.create_table('worker_beat',
    sa.Column('worker', sa.String(length=120), nullable=False),
    sa.Column('started_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('beat_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('worker', name=op.f('pk_worker_beat'))
    )
    with op.batch_alter_table('worker_beat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_worker_beat_beat_at'), ['beat_at'], unique=False)

    op.create_table('clock_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('earlier_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('found_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind IN ('backward', 'forward', 'stopped')", name=op.f('ck_clock_hold_kind')),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by_id IS NULL)', name=op.f('ck_clock_hold_confirmed_has_person')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['person.id'], name=op.f('fk_clock_hold_confirmed_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_hold'))
    )
    op.create_table('login_session',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('session_key', sa.Uuid(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('opened_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_login_session_user_id_user_account')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_login_session'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_session_opened_at'), ['opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_login_session_user_id'), ['user_id'], unique=False)

    op.create_table('sent_form',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('sent_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('location', sa.String(length=2000), nullable=False),
    sa.Column('messages', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sent_form_user_id_user_account')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sent_form'))
    )
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_form_sent_at'), ['sent_at'], unique=False)

    # Not in batch mode, which would make the table anew while others refer to it.
    op.drop_column('user_account', 'failed_sign_ins')
    op.drop_column('user_account', 'locked_until')


def downgrade() -> None:
    op.add_column('user_account', sa.Column('locked_until', workflows.store.base.UtcDateTime(timezone=True), nullable=True))
    op.add_column('user_account', sa.Column('failed_sign_ins', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_form_sent_at'))

    op.drop_table('sent_form')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_user_id'))
        batch_op.drop_index(batch_op.f('ix_login_session_opened_at'))

    op.drop_table('login_session')
    op.drop_table('clock_hold')
    with op.batch_alter_table('worker_beat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_worker_beat_beat_at'))

    op.drop_table('worker_beat')
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_attempt_name')
        batch_op.drop_index('ix_sign_in_attempt_address')

    op.drop_table('sign_in_attempt')
