"""A site in the laboratory: each workstation a process in a network of its own, plugged into the bridge."""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from node.api.base import Changed, Recorded
from node.api.clock import ConfirmClock
from node.api.inviting import ShownCode
from node.api.patient import CreatePatient, NotePatient
from node.api.session import ListPeople, People, SignedIn, SignIn
from node.api.site import Digests, EnrolPerson, GetDigests, GetStatus, PeerView, Status
from node.client import Client
from node.clock import SystemClock, system_random
from node.founding import Founded, NewSite, found_site
from node.settings import NodeSettings, save_settings
from ops.demo.station import Station, let_in
from ops.lab.enclosure import inside
from ops.lab.wiring import Port, Wiring
from schema.acts.patient import Identity
from schema.ids import Hash, Id
from sync.addresses import Address
from sync.knocking import pair_at

FRONT_PORT, LOBBY_PORT = 7440, 7441
PATIENCE_SECONDS = 120.0
_PIN = "271828"
_PATIENTS = 60


class LabError(Exception):
    """The laboratory did not come to what a scene needs; the text says what was found."""


class Host(Station, kw_only=True):
    """A workstation in a network of its own."""

    port: Port
    serving_since: float = 0.0
    """When it last began to answer, by `time.perf_counter`: it looks for others from then on."""

    def client(self) -> Client:
        """A new window on this workstation, opened inside its network."""
        return inside(self.port.network, super().client)

    def prefix(self) -> tuple[str, ...]:
        """Its process starts inside its network."""
        return ("nsenter", "--target", str(self.port.network), "--net")


class Worker:
    """A window with a prescriber signed in, who writes notes on one patient after another."""

    def __init__(self, host: Host, person: Id, patients: Sequence[Id]) -> None:
        self.host = host
        self._patients = patients
        self._noted = 0
        self.client = host.client()
        self.client.ask(SignIn(person=person, pin=_PIN), SignedIn)
        self.client.call(ConfirmClock(at=SystemClock().now_ms()))
        self._heard = threading.Event()
        self.heard_at = 0.0
        self.client.on_changed(self._changed)

    def _changed(self, _event: Changed) -> None:
        self.heard_at = time.perf_counter()
        self._heard.set()

    def expect(self) -> None:
        """From now on, wait for the next news."""
        self._heard.clear()

    def wait(self) -> float:
        """When the news came (`time.perf_counter`); raises `LabError`."""
        if not self._heard.wait(PATIENCE_SECONDS):
            raise LabError(f"{self.host.name} heard nothing of an act made elsewhere")
        return self.heard_at

    def note(self) -> None:
        """One act more."""
        patient = self._patients[self._noted % len(self._patients)]
        self._noted += 1
        self.client.ask(NotePatient(patient=patient, text="Note fictive du laboratoire."), Recorded)

    def status(self) -> Status:
        """What the strip of its window shows."""
        return self.client.ask(GetStatus(), Status)

    def peers(self) -> dict[str, PeerView]:
        """The other workstations by name."""
        return {one.name: one for one in self.status().peers}

    def digests(self) -> tuple[str, str]:
        """What it holds and what it makes of it."""
        found = self.client.ask(GetDigests(), Digests)
        return found.journal, found.state


class LabSite:
    """A founded site; grows by `join`."""

    def __init__(self, folder: Path, wiring: Wiring, stack: ExitStack) -> None:
        self._folder = folder
        self._wiring = wiring
        self._stack = stack
        self.hosts: list[Host] = []
        self.workers: dict[str, Worker] = {}
        first = self._host()
        self.wiring_of(first)
        founded: Founded = found_site(first.folder, _SITE, clock=SystemClock(), random=system_random)
        first.passphrase = founded.passphrase
        self._administrator = founded.administrator
        self._settle(first)
        first.start()
        self.prescriber = self._enrol(first)
        self._patients: list[Id] = []
        self._begin(first)

    def _host(self) -> Host:
        port = self._wiring.computer()
        name = f"POSTE-{port.number}"
        host = Host(
            name=name,
            place="laboratoire",
            folder=self._folder / name.lower(),
            address=f"10.77.0.{port.number}",
            port=port,
        )
        self.hosts.append(host)
        self._stack.callback(host.stop)
        return host

    def wiring_of(self, host: Host) -> None:
        """Give a computer its card and its cable."""
        self._wiring.plug(host.port, f"{host.address}/24")

    def _settle(self, host: Host, typed: Sequence[str] = ()) -> None:
        settings = NodeSettings(
            listen=f"0.0.0.0:{FRONT_PORT}", lobby=f"0.0.0.0:{LOBBY_PORT}", typed=tuple(typed)
        )
        host.folder.mkdir(parents=True, exist_ok=True)
        save_settings(host.folder, settings)

    def _enrol(self, host: Host) -> Id:
        client = host.client()
        client.ask(SignIn(person=self._administrator, pin=_SITE.pin), SignedIn)
        command = EnrolPerson(
            family_name="Prescriptrice",
            first_name="Fictive",
            title="Dr",
            role="prescriber",
            licence="",
            new_pin=_PIN,
            pin=_SITE.pin,
        )
        created = client.ask(command, Recorded).created[0]
        client.close()
        return created

    def _begin(self, host: Host) -> None:
        """As many patients as a hospital has in a week: a file of thousands of acts is nobody's."""
        worker = self.window(host)
        for year in range(1930, 1930 + _PATIENTS):
            identity = Identity("Laboratoire", "", "Laure Fictive", f"{year}-01-01", "F", "", "")
            self._patients += worker.client.ask(CreatePatient(identity=identity), Recorded).created

    def window(self, host: Host) -> Worker:
        """A person at work on this workstation, kept until the end or until `host` stops."""
        self.workers[host.name] = worker = Worker(host, self.prescriber, self._patients)
        self._stack.callback(worker.client.close)
        return worker

    def join(self, *, typed: Sequence[str] = ()) -> Host:
        """One workstation more: invited, joined over the lobby, not started yet."""
        first, host = self.hosts[0], self._host()
        self.wiring_of(host)
        client = first.client()

        def knock(_shown: ShownCode, code: str, mine: Hash, request: bytes) -> tuple[Hash, bytes]:
            lobby = Address(first.address, LOBBY_PORT)
            return inside(
                host.port.network,
                lambda: asyncio.run(pair_at(lobby, code, mine, request, system_random)),
            )

        try:
            let_in(host, client, self._administrator, _SITE.pin, knock)
        finally:
            client.close()
        self._settle(host, typed)
        return host

    def start(self, host: Host) -> Worker:
        """Start a workstation and sign somebody in as soon as it knows them."""
        host.start()
        host.serving_since = time.perf_counter()  # that it knows somebody is already what it found
        client = host.client()
        try:
            until(lambda: len(client.ask(ListPeople(), People).people) > 1, f"{host.name} knows nobody")
        finally:
            client.close()
        return self.window(host)

    def stop(self, host: Host) -> None:
        """Stop a workstation."""
        self.workers.pop(host.name).client.close()
        host.stop()

    def connected(self, worker: Worker) -> bool:
        """Whether this workstation talks with every other that runs."""
        peers = worker.peers()
        return all(name == worker.host.name or peers[name].connected for name in self.workers)

    def equal(self) -> bool:
        """Whether all hold the same and make the same of it."""
        return len({worker.digests() for worker in self.workers.values()}) == 1


_SITE = NewSite(
    name="Site fictif du laboratoire",
    pharmacy="PUI fictive",
    address="1 rue de l’Exemple",
    workstation="POSTE-1",
    place="laboratoire",
    family_name="Administratrice",
    first_name="Fictive",
    title="Mme",
    pin="602214",
)


def until(true: Callable[[], bool], otherwise: str) -> float:
    """Wait until this is true; seconds. Raises `LabError` with these words."""
    start = time.perf_counter()
    while not true():
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise LabError(otherwise)
        time.sleep(0.02)
    return time.perf_counter() - start


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median and worst, rounded for reading."""
    return {"median": round(statistics.median(values), 3), "worst": round(max(values), 3)}


@contextmanager
def lab_site(folder: Path) -> Iterator[tuple[LabSite, Wiring]]:
    """A site of one workstation on a bridge of its own; all ends with the block."""
    with ExitStack() as stack:
        wiring = stack.enter_context(Wiring())
        yield LabSite(folder, wiring, stack), wiring
