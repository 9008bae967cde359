"""The replica: an encrypted SQLite file, reached through SQLAlchemy by one thread."""
