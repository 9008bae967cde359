"""The replica in memory passes the suite that the real one must pass."""

from contextlib import AbstractAsyncContextManager

from tests.sync.fakes import MemoryReplica, MemoryWorld, memory_world
from tests.sync.replica_conformance import ReplicaConformance


class TestMemoryReplica(ReplicaConformance[MemoryReplica]):
    def world(self) -> AbstractAsyncContextManager[MemoryWorld]:
        return memory_world()
