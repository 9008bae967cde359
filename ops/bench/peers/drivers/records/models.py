"""A record, as Morango wants it."""

from django.db import models
from morango.models.core import SyncableModel
from morango.models.fields.uuids import UUIDField


class Record(SyncableModel):
    """One record of the bench, its value as text."""

    morango_profile = "bench"
    morango_model_name = "record"

    name = UUIDField()
    site = UUIDField()
    value = models.TextField()

    def calculate_source_id(self, *_: object) -> str:
        """The id that the record came with."""
        return str(self.name)

    def calculate_partition(self, *_: object) -> str:
        """The whole site."""
        return str(self.site)
