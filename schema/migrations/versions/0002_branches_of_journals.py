"""Branches of journals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate up."""
    op.create_table(
        "branches",
        sa.Column("strand", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("journal", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("strand", name=op.f("pk_branches")),
    )


def downgrade() -> None:
    """Migrate down."""
    op.drop_table("branches")
