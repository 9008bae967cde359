"""The schema: made by migrations, equal to the models; projections refolded; newer replicas refused."""

from itertools import count
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from node.blobcheck import blob_is_right
from node.store import engine as engine_module
from node.store.engine import open_engine
from node.store.errors import DiskFullError, NewerError, StoreError
from node.store.migrate import _config, migrate
from node.store.replica import Replica
from schema.tables import metadata
from schema.transaction import FileRef, FileType
from sync.causality import NOTHING
from sync.journal import EMPTY
from tests.node.full_disk import filling_disk, limits
from tests.node.store.builders import KEY, Ward


def fresh(path: Path) -> Engine:
    """A new database."""
    return open_engine(path, KEY, create=True)


def schema_of(connection: Connection) -> list[tuple[str, str]]:
    """Names and statements of everything in the schema."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    )
    return [(name, " ".join(sql.split())) for name, sql in rows]


def test_migrated_schema_is_the_models(tmp_path: Path) -> None:
    """Compared by alembic, after migrations and projections."""
    engine = fresh(tmp_path / "a.db")
    with engine.connect() as connection:
        migrate(connection, tmp_path / "a.db", KEY)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@limits
def test_who_begins_on_a_full_disk_is_not_told_of_an_earlier_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it fills up: there is nothing to be brought up to this one."""
    monkeypatch.setattr(engine_module, "_no_room", lambda _: True)
    told = []
    with filling_disk() as limit:
        for room in count(0, 24):
            limit(room * 1024)
            try:
                Replica(tmp_path / str(room), KEY, bytes(16), blob_is_right, create=True).close()
            except StoreError as error:
                told.append(error.code)
            else:
                break
    assert len(told) > 3
    assert {*told} == {DiskFullError.code}


def test_up_and_down_leave_nothing(tmp_path: Path) -> None:
    """Each migration undoes itself."""
    engine = fresh(tmp_path / "a.db")
    with engine.connect() as connection:
        with connection.begin():
            command.upgrade(_config(connection), "head")
        with connection.begin():
            command.downgrade(_config(connection), "base")
        left = [name for name, _ in schema_of(connection) if not name.startswith(("alembic", "sqlite"))]
        assert left == []
    engine.dispose()


def test_a_newer_replica_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An older program does not guess."""
    engine = fresh(tmp_path / "a.db")
    with engine.connect() as connection:
        migrate(connection, tmp_path / "a.db", KEY)
        with connection.begin():
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(NewerError):
            migrate(connection, tmp_path / "a.db", KEY)
    engine.dispose()


def test_a_changed_projection_number_refolds(tmp_path: Path) -> None:
    """Projections are dropped and made again from the acts, equal to what they were."""
    ward = Ward()
    patient = ward.patient(ward.clinical)
    ward.note(ward.clinical, patient)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    with replica.writing():
        replica.local.put("projection", b"0")
        replica.connection.do("UPDATE patients SET search = 'spoiled'")
    replica.close()
    replica = Replica(tmp_path, KEY, ward.site, lambda _c, _b: True)
    assert replica.digests() == before
    with replica.reading():
        assert replica.connection.value("SELECT search FROM patients") == "fictif jean"
    replica.close()


def test_a_file_that_somebody_only_asked_for_gets_no_state(tmp_path: Path) -> None:
    """It has a number and no act: elsewhere nobody has heard of it."""
    ward = Ward()
    ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    with replica.writing():
        replica.files.number(FileRef(FileType.LOT, b"n" * 16))
        replica.files.write_out()
        replica.local.put("projection", b"0")
    replica.close()
    replica = Replica(tmp_path, KEY, ward.site, lambda _c, _b: True)
    assert replica.digests() == before
    replica.close()


def test_a_replica_of_the_first_schema_opens(tmp_path: Path) -> None:
    """As the program without branches left it: the same site, and able to hold them from now on."""
    ward = Ward()
    patient = ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    replica.close()
    engine = open_engine(tmp_path / "replica.db", KEY, create=False)
    with engine.connect() as connection:
        with connection.begin():
            command.downgrade(_config(connection), "0001")
        assert "branches" not in dict(schema_of(connection))
    engine.dispose()
    replica = Replica(tmp_path, KEY, ward.site, lambda _c, _b: True)
    assert replica.digests() == before
    ward.clinical.head = EMPTY
    ward.clinical.past = NOTHING
    forked = ward.note(ward.clinical, patient, saw=(ward.membership,))
    assert len(replica.receive([forked.data], None, 2).forks) == 1
    replica.close()
