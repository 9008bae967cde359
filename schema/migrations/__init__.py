"""Alembic's migrations of journal and local tables; projections are dropped and refolded instead."""
