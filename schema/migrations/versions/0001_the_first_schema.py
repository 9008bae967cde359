"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate up."""
    op.create_table(
        "acts",
        sa.Column("file", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("file", "tx", "position", name=op.f("pk_acts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blob_pieces",
        sa.Column("content", sa.BLOB(), nullable=False),
        sa.Column("at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("content", "at", name=op.f("pk_blob_pieces")),
    )
    op.create_table(
        "blobs",
        sa.Column("content", sa.BLOB(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("data", sa.BLOB(), nullable=True),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_blobs")),
    )
    op.create_table(
        "damaged",
        sa.Column("tx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("journal", sa.BLOB(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("tx", name=op.f("pk_damaged")),
    )
    op.create_table(
        "evidence",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("journal", sa.BLOB(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source", sa.BLOB(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_evidence")),
    )
    op.create_table(
        "files",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_files")),
        sa.UniqueConstraint("type", "id", name=op.f("uq_files_type_id")),
    )
    op.create_table(
        "journals",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journals")),
        sa.UniqueConstraint("id", name=op.f("uq_journals_id")),
    )
    op.create_table(
        "local",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_local")),
    )
    op.create_table(
        "pasts",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seqs", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_pasts")),
    )
    op.create_table(
        "prints",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.BLOB(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "subject", name=op.f("pk_prints")),
    )
    op.create_table(
        "records",
        sa.Column("owner", sa.BLOB(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("payload", sa.BLOB(), nullable=False),
        sa.Column("workstation", sa.BLOB(), nullable=False),
        sa.Column("seal", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_records")),
    )
    op.create_table(
        "sessions",
        sa.Column("session", sa.BLOB(), nullable=False),
        sa.Column("journal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BLOB(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session", "journal", name=op.f("pk_sessions")),
    )
    op.create_table(
        "transactions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("journal", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("lamport", sa.Integer(), nullable=False),
        sa.Column("past", sa.Integer(), nullable=False),
        sa.Column("membership", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("data", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_transactions")),
        sa.UniqueConstraint("journal", "seq", name=op.f("uq_transactions_journal_seq")),
    )
    with op.batch_alter_table("transactions", schema=None) as batch_op:
        batch_op.create_index("ix_transactions_lamport", ["lamport"], unique=False)

    op.create_table(
        "waiting",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("data", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_waiting")),
        sa.UniqueConstraint("hash", name=op.f("uq_waiting_hash")),
    )


def downgrade() -> None:
    """Migrate down."""
    op.drop_table("waiting")
    with op.batch_alter_table("transactions", schema=None) as batch_op:
        batch_op.drop_index("ix_transactions_lamport")

    op.drop_table("transactions")
    op.drop_table("sessions")
    op.drop_table("records")
    op.drop_table("prints")
    op.drop_table("pasts")
    op.drop_table("local")
    op.drop_table("journals")
    op.drop_table("files")
    op.drop_table("evidence")
    op.drop_table("damaged")
    op.drop_table("blobs")
    op.drop_table("blob_pieces")
    op.drop_table("acts")
