"""`veilleuse bench pauses`: how long the window stands still while a person works and much arrives.

The real window on the real node, as `veilleuse open` starts them, connected by mutual TLS with a
workstation in a third process that writes a thousand transactions a second. A timer of 5 ms in the
window's event loop notes how late it comes: first while only the person works, then while
transactions arrive as well.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, Qt, QTimer

from node.api.session import SignedIn, SignIn
from node.api.site import Digests, GetDigests, GetStatus, Status
from node.client import Client
from node.clock import system_random
from node.domain.state import CourseState
from node.pins import wrap_key
from node.settings import NodeSettings, save_settings
from node.store.records import WRAP_PREFIX
from ops.bench.apart import hand_over, opened
from ops.bench.cache import FIRST, NEWCOMER, Kept, kept_site
from ops.bench.feeder import Feed, Feeder
from ops.cli.own_node import own_node
from schema.ids import Id
from schema.transaction import FileType
from sync.journal import signer
from ui.app import make_window
from ui.presenters.desk import Place
from ui.window import Window

MARKS: Final = {"p99_ms": 50}
SHARED: Final = 20_000
_HOST: Final = "127.0.0.2"
PIN: Final = "314159"
"""Of the one person who works."""
_TICK_MS: Final = 5
_STEP_MS: Final = 150
_LOOK_SECONDS: Final = 0.02
ROLE: Final = "pharmacist"


def measure(
    per_second: int, seconds: float, told: Callable[[str], None], cache: Path, shared: int = SHARED
) -> dict[str, object]:
    """Pauses of the window's event loop, ms; without a screen, unless QT_QPA_PLATFORM names one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    kept = kept_site(cache, shared, told)
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        places = prepared(kept, folder)
        feed = Feed(str(folder / FIRST), kept.facts.first, _HOST, kept.facts.people, per_second, seconds)
        feeder = Feeder(feed)
        try:
            with _window(kept, folder / NEWCOMER, feeder.listening) as (window, client):
                alone = _work(window, places, seconds)
                feeder.go()
                arriving = _work(window, places, seconds)
                fed = feeder.fed()
                began = time.monotonic()
                while client.ask(GetDigests(), Digests).transactions < fed.held:
                    time.sleep(_LOOK_SECONDS)
                behind = time.monotonic() - began
        finally:
            feeder.close()
    return {
        "p50_ms": _percentile(arriving, 50),
        "p99_ms": _percentile(arriving, 99),
        "max_ms": _percentile(arriving, 100),
        "alone_p50_ms": _percentile(alone, 50),
        "alone_p99_ms": _percentile(alone, 99),
        "alone_max_ms": _percentile(alone, 100),
        "written_per_s": round(fed.written / fed.seconds),
        "behind_s": round(behind, 2),
        "marks": MARKS,
    }


def prepared(kept: Kept, folder: Path) -> list[Place]:
    """Both workstations, holding the same, and one person who can sign in; where that person will look."""
    first, newcomer = kept.copied(FIRST, folder), kept.copied(NEWCOMER, folder)
    person = kept.facts.people[ROLE]
    with (
        opened(first, kept.facts.first) as (_, source),
        opened(newcomer, kept.facts.newcomer) as (vault, replica),
    ):
        hand_over(source, replica)
        with replica.writing():
            replica.records.publish(
                site=vault.site,
                workstation=vault.workstation,
                owner=person.id,
                name=WRAP_PREFIX + person.key.hex(),
                payload=wrap_key(PIN, vault.site_pepper, person.id, person.seed, random=system_random),
                seal=signer(vault.seal_key),
            )
        courses = [
            (course, state.included.patient)
            for course, state in replica.states.all(CourseState, FileType.COURSE)
            if state.included is not None
        ]
    return [place for course, patient in courses[:20] for place in _round(course, patient)]


def _round(course: Id, patient: Id) -> tuple[Place, ...]:
    """What somebody opens one after the other."""
    return (
        Place("worklist"),
        Place("patients"),
        Place("patient", patient=patient),
        Place("course", course=course),
        Place("settlement"),
    )


@contextmanager
def _window(kept: Kept, folder: Path, address: str) -> Iterator[tuple[Window, Client]]:
    settings = NodeSettings(listen="127.0.0.3:0", lobby="", discovery=False, typed=(address,))
    save_settings(folder, settings)
    with own_node(folder, (), kept.facts.newcomer) as client:
        answer = client.ask(SignIn(person=kept.facts.people[ROLE].id, pin=PIN), SignedIn)
        window = make_window(client)
        window.resize(1440, 900)
        window.show()
        window.desk.signed_in(answer.person, answer.workstation)
        while not any(peer.connected for peer in client.ask(GetStatus(), Status).peers):
            time.sleep(_LOOK_SECONDS)
        try:
            yield window, client
        finally:
            window.close()
            window.deleteLater()


def _work(window: Window, places: list[Place], seconds: float) -> list[float]:
    """Somebody opens one screen after another and types; how late each tick came, ms."""
    late: list[float] = []
    wanted = cycle(places)
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, 1000 * (now - last) - _TICK_MS))
        last = now

    def step() -> None:
        window.go(next(wanted))

    loop, ticks, steps = QEventLoop(), QTimer(), QTimer()
    for timer, every, work in ((ticks, _TICK_MS, tick), (steps, _STEP_MS, step)):
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(work)
        timer.start(every)
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    for timer in (ticks, steps):
        timer.stop()
    return late


def _percentile(late: list[float], percent: int) -> float:
    """Of every hundred ms that a person waits, which pause they wait in: by ticks that came late."""
    return round(sorted(late)[min(len(late) - 1, len(late) * percent // 100)], 1)
