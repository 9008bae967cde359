"""Pasts of forked journals name the highest places alone; rows of before read as they are, see ADR 0064.

Nothing changes here: a program that does not know of it would read too little in what is stored from now on,
and refuses what a newer one has opened.
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate up."""


def downgrade() -> None:
    """Migrate down."""
