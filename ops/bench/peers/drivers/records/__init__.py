"""The Django application of `morango_driver`: one table of records."""
