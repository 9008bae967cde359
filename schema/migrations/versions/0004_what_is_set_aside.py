"""What is set aside is found without looking through all that counts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate up."""
    op.create_index(
        "ix_transactions_set_aside", "transactions", ["n"], sqlite_where=sa.text("set_aside != ''")
    )


def downgrade() -> None:
    """Migrate down."""
    op.drop_index("ix_transactions_set_aside", table_name="transactions")
