"""The tables of a replica, as SQLAlchemy Core; alembic's migrations must produce exactly these.

Three sorts: *journal* tables hold what was written and received, verbatim; *local* tables hold what
belongs to this workstation alone; *projections* can be dropped and refolded at any time.
"""

from sqlalchemy import MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

from schema.tables import journal, local, projection  # noqa: E402  # they register their tables above

__all__ = ["journal", "local", "metadata", "projection"]
