"""What covert inspections found, who entered it and who verified it"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0095'
down_revision = '0094'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'inspection_finding',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('found_on', sa.Date(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('severity', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=14), nullable=False),
        sa.Column('counts_as', sa.String(length=12), nullable=False),
        sa.Column('month', sa.Date(), nullable=True),
        sa.Column('entered_by_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('verified_by_id', sa.Uuid(), nullable=True),
        sa.Column('verified_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('facts', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('entered', 'substantiated', 'unfounded', 'undetermined')",
            name=op.f('ck_inspection_finding_state'),
        ),
        sa.CheckConstraint(
            "counts_as IN ('absence', 'false_punch', 'other')", name=op.f('ck_inspection_finding_counts_as')
        ),
        sa.CheckConstraint('severity BETWEEN 1 AND 4', name=op.f('ck_inspection_finding_severity')),
        sa.CheckConstraint(
            "(state = 'entered') = (verified_at IS NULL)", name=op.f('ck_inspection_finding_verified')
        ),
        sa.CheckConstraint(
            '(verified_at IS NULL) = (verified_by_id IS NULL)', name=op.f('ck_inspection_finding_verified_by')
        ),
        sa.CheckConstraint(
            "(state = 'substantiated') = (month IS NOT NULL)", name=op.f('ck_inspection_finding_counted')
        ),
        sa.CheckConstraint('verified_by_id <> entered_by_id', name=op.f('ck_inspection_finding_four_eyes')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_inspection_finding_case_id_case')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_inspection_finding_team_id_team')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inspection_finding_person_id_person')),
        sa.ForeignKeyConstraint(
            ['entered_by_id'], ['person.id'], name=op.f('fk_inspection_finding_entered_by_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['verified_by_id'], ['person.id'], name=op.f('fk_inspection_finding_verified_by_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_finding')),
    )
    op.create_index(op.f('ix_inspection_finding_case_id'), 'inspection_finding', ['case_id'])
    op.create_index(op.f('ix_inspection_finding_team_id'), 'inspection_finding', ['team_id'])
    op.create_index(op.f('ix_inspection_finding_person_id'), 'inspection_finding', ['person_id'])
    op.create_index('ix_inspection_finding_month_person', 'inspection_finding', ['month', 'person_id'])


def downgrade() -> None:
    op.drop_table('inspection_finding')
