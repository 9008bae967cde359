"""Morango on Django and SQLite, one process a side, its own protocol over HTTP (Django's threaded server).

It does: durable storage (WAL, synchronous=FULL), certificates that scope what may be synchronised, its store
and the application's table both written. It does not: encrypt, sign records, explain a conflict. Both sides
hold the site's certificate before they meet, as our workstations hold their membership. It is run as it is
shipped: with few records most of its time are its own pauses between two questions to the other side.
"""

import hashlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import django
from asked import answer, records_of
from django.conf import settings

FOLDER = Path(sys.argv[1])
PROFILE, SCOPE = "bench", "site"
_AT_ONCE = 500

settings.configure(
    SECRET_KEY="fictive",  # noqa: S106  # guards nothing here
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="morango.urls",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "mptt",
        "rest_framework",
        "morango",
        "records",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "records.db")}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
)
os.environ.setdefault("MORANGO_SYSTEM_ID", hashlib.sha256(str(FOLDER).encode()).hexdigest())
django.setup()

from django.core.management import call_command  # noqa: E402  # Django wants its settings first
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from morango.models.certificates import Certificate, Filter, Key, ScopeDefinition  # noqa: E402
from morango.sync.controller import MorangoProfileController  # noqa: E402
from records.models import Record  # noqa: E402


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _prepare() -> None:
    connection.cursor().execute("PRAGMA journal_mode = WAL")
    call_command("migrate", run_syncdb=True, verbosity=0)
    ScopeDefinition.objects.get_or_create(
        id=SCOPE,
        defaults={
            "profile": PROFILE,
            "version": 1,
            "primary_scope_param_key": "site",
            "description": "the site",
            "read_filter_template": "",
            "write_filter_template": "",
            "read_write_filter_template": "${site}",
        },
    )


def _certificate() -> Certificate:
    """The site's certificate, made by whoever comes first and handed over outside of the measure."""
    shared = FOLDER.parent / "certificate.json"
    if not shared.exists():
        made = Certificate.generate_root_certificate(SCOPE)
        said = {"serialized": made.serialized, "signature": made.signature}
        shared.write_text(json.dumps({**said, "key": made.private_key.get_private_key_string()}))
    said = json.loads(shared.read_text())
    found = Certificate.deserialize(said["serialized"], said["signature"])
    known = Certificate.objects.filter(id=found.id).first()
    if known is not None:
        return known
    found.private_key = Key(private_key_string=said["key"])
    found.check_certificate()
    found.save()
    return found


def write(asked: dict[str, Any]) -> dict[str, Any]:
    """Write records into the application's table, then into Morango's store, as an application does."""
    site = _certificate().id
    records = dict(records_of(asked["file"]))
    with transaction.atomic():
        for name, value in records.items():
            record = Record(name=name, site=site, value=json.dumps(value, sort_keys=True, ensure_ascii=False))
            record.id = record.calculate_uuid()
            record.save()
        MorangoProfileController(PROFILE).serialize_into_store()
    return {"written": len(records)}


def serve(_asked: dict[str, Any]) -> dict[str, Any]:
    """Answer the other side from now on."""
    _certificate()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return {"port": server.server_port}


def sync(asked: dict[str, Any]) -> dict[str, Any]:
    """Pull, then push."""
    certificate = _certificate()
    began = time.perf_counter()
    wire = MorangoProfileController(PROFILE).create_network_connection(
        f"http://127.0.0.1:{asked['port']}", chunk_size=_AT_ONCE, compresslevel=1
    )
    session = wire.create_sync_session(certificate, certificate)
    for way in (session.get_pull_client, session.get_push_client):
        client = way()
        client.initialize(Filter(certificate.id))
        client.run()
        client.finalize()
    wire.close_sync_session(session.sync_session)
    return {"seconds": time.perf_counter() - began}


def hold(_asked: dict[str, Any]) -> dict[str, Any]:
    """What the application's table holds."""
    rows = list(Record.objects.order_by("name").values_list("name", "value"))
    return {"records": len(rows), "digest": hashlib.sha256(json.dumps(rows).encode()).hexdigest()}


if __name__ == "__main__":
    _prepare()
    for line in sys.stdin:
        answer(line, {"write": write, "serve": serve, "sync": sync, "hold": hold})
