"""What waits for what: rows are found by what they wait for. Those of before are asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate up."""
    op.drop_table("waiting")
    op.create_table(
        "waiting",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("awaits", sa.BLOB(), nullable=False),
        sa.Column("lamport", sa.Integer(), nullable=False),
        sa.Column("data", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_waiting")),
        sa.UniqueConstraint("hash", name=op.f("uq_waiting_hash")),
    )
    op.create_index("ix_waiting_awaits", "waiting", ["awaits"])
    op.create_index("ix_waiting_lamport", "waiting", ["lamport"])


def downgrade() -> None:
    """Migrate down."""
    op.drop_table("waiting")
    op.create_table(
        "waiting",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("data", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_waiting")),
        sa.UniqueConstraint("hash", name=op.f("uq_waiting_hash")),
    )
