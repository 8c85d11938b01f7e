"""Notices that go out: which are to be looked at, which wait to be sent, and how people want them"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    # Only new tables: notices from before go out to nobody, whatever is configured afterwards.
    op.create_table('notice_to_send',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_to_send_notice_id_notice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_to_send')),
    sa.UniqueConstraint('notice_id', name=op.f('uq_notice_to_send_notice_id'))
    )
    op.create_table('outgoing',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('is_clock', sa.Boolean(), nullable=False),
    sa.Column('next_at', _moment(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_until', _moment(), nullable=True),
    sa.Column('closed_at', _moment(), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.CheckConstraint("way IN ('mail', 'gateway')", name=op.f('ck_outgoing_way')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_outgoing_notice_id_notice')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outgoing_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing')),
    sa.UniqueConstraint('notice_id', 'person_id', 'way', name=op.f('uq_outgoing_notice_id_person_id_way'))
    )
    op.create_index('ix_outgoing_open', 'outgoing', ['way', 'person_id', 'is_clock', 'id'], unique=False,
                    sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('notice_choice',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('mail', sa.String(length=254), nullable=False),
    sa.Column('without', sa.JSON(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.Column('seen_at', _moment(), nullable=True),
    sa.CheckConstraint('(quiet_from IS NULL) = (quiet_until IS NULL)', name=op.f('ck_notice_choice_quiet_has_both')),
    sa.CheckConstraint('quiet_from IS NULL OR quiet_from BETWEEN 0 AND 23', name=op.f('ck_notice_choice_quiet_from')),
    sa.CheckConstraint('quiet_until IS NULL OR quiet_until BETWEEN 0 AND 23', name=op.f('ck_notice_choice_quiet_until')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_choice_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_notice_choice'))
    )


def downgrade() -> None:
    op.drop_table('notice_choice')
    op.drop_index('ix_outgoing_open', table_name='outgoing')
    op.drop_table('outgoing')
    op.drop_table('notice_to_send')
