"""The demonstration from curtain to curtain: set-up, the day, restore, verification, report.

Exit status 0 only if everything the scenario expects is true.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec

from node.api.base import Recorded
from node.api.reference import SignReference
from node.api.session import SignedIn, SignIn
from node.api.site import (
    CatalogueImported,
    Digests,
    EnrolPerson,
    GetDigests,
    GetStatus,
    ImportCatalogue,
    SnapshotTaken,
    Status,
    TakeSnapshot,
    Verified,
    Verify,
)
from node.client import Client
from node.clock import SystemClock, site_day, system_random
from node.daemon import Node
from node.enrolling import Administrator
from node.founding import NewSite
from node.recovery import SHARES_NEEDED, combine_shares, derive_keys
from node.restore import read_back
from node.settings import NodeSettings
from node.vault import FILE_NAME, open_vault
from ops.demo import report
from ops.demo.day import Day, DayError
from ops.demo.people import Lots, Person, people_of
from ops.demo.scenario import Scenario, load
from ops.demo.stage import Stage
from schema.i18n import text
from schema.ids import Id

EXCERPT = Path(__file__).parent / "excerpt"
DATA_OF = "2026-05-18"
_WORKPLACES: Mapping[str, tuple[str, ...]] = {
    "PUI-1": ("pharmacist", "pharmacist2", "preparer", "preparer2", "nurse2"),
    "HDJ-1": ("prescriber", "nurse", "preparer2", "pharmacist", "pharmacist2"),
    "SERVICE-1": ("prescriber2", "nurse2"),
}
"""Who signs in where: while the cables are out everybody works where they are."""


class Play:
    """One run of the demonstration."""

    def __init__(
        self,
        folder: Path,
        language: str,
        *,
        scenario: Scenario | None = None,
        audience: Callable[[Stage], None] | None = None,
    ) -> None:
        """`audience` is shown the workstations when the day is over, before they stop."""
        self.folder = folder
        self.language = language
        self.scenario = scenario or load()
        self.audience = audience
        self.seconds: dict[str, float] = {}
        self.clock = SystemClock()

    def say(self, msgid: str, values: Mapping[str, str]) -> None:
        """One line for the audience."""
        print(text(msgid, self.language, values), flush=True)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """A part of the day, timed."""
        self.say(f"demo.phase.{name}", {})
        start = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - start, 3)

    def run(self) -> report.Report:
        """Everything, in order."""
        with ExitStack() as stack:
            with self.phase("set_up"):
                stage = stack.enter_context(self._found())
                places, people = self._open(stage, stack)
            day = self._day(places, people)
            with self.phase("catalogue"):
                imported = self._catalogue(people["pharmacist", "PUI-1"])
                day.converge()
            with self.phase("prescribed"):
                day.prescribe_everything()
                day.validate_everything()
                day.begin_production()
            with self.phase("apart"):
                self._cables(stage, out=True)
                day.work_apart()
            with self.phase("reconnect_to_converged"):
                self._cables(stage, out=False)
                day.converge()
            with self.phase("settled"):
                day.settle_everything()
            with self.phase("finished"):
                day.finish()
            with self.phase("papers"):
                day.print_papers()
                self._keep(day)
            with self.phase("snapshot"):
                day.converge()
                taken = people["pharmacist", "PUI-1"].client.ask(
                    TakeSnapshot(folder=str(self.folder / "snapshots")), SnapshotTaken, timeout=300
                )
            with self.phase("restored"):
                restored = self._restore(stage, Path(taken.path))
            with self.phase("verified"):
                workstations = self._verify(places)
            planned, given, not_given, extra = report.outcomes(day.views(), day.day)
            digests = places["PUI-1"].ask(GetDigests(), Digests)
            if self.audience is not None:
                self.audience(stage)
            return report.Report(
                workstations=workstations,
                planned_doses=planned,
                given=given,
                not_given=not_given,
                extra_bags=extra,
                conflicts=report.conflicts(digests),
                documents=len(day.papers),
                snapshot=report.SnapshotReport(taken.size, *restored),
                catalogue=report.catalogue(imported),
                seconds=self.seconds,
            )

    # -- set-up --------------------------------------------------------------------------------------

    def _found(self) -> Stage:
        site, admin, first = self.scenario.site, self.scenario.administrator, self.scenario.workstations[0]
        new = NewSite(
            name=site.name,
            pharmacy=site.pharmacy,
            address=site.address,
            workstation=first.name,
            place=first.place,
            family_name=admin.family_name,
            first_name=admin.first_name,
            title=admin.title,
            pin=admin.pin,
            shares=site.shares,
        )
        return Stage(self.folder, new, [(one.name, one.place) for one in self.scenario.workstations])

    def _open(
        self, stage: Stage, stack: ExitStack
    ) -> tuple[dict[str, Client], dict[tuple[str, str], Person]]:
        """Enrol the staff, join the other workstations, sign everybody in."""
        staff = self._enrol(stage)
        for station in stage.stations[1:]:
            stage.join(station, self.scenario.administrator.pin)
        places: dict[str, Client] = {}
        people: dict[tuple[str, str], Person] = {}
        pins = {one.key: one.pin for one in self.scenario.staff}
        for station in stage.stations:
            places[station.name] = client = station.client()
            stack.callback(client.close)
            self._wait_for_people(client, len(staff) + 1)
            for key in _WORKPLACES[station.name]:
                person = Person(station.client(), staff[key], pins[key], self.clock.now_ms)
                stack.callback(person.close)
                people[key, station.name] = person
        return places, people

    def _enrol(self, stage: Stage) -> dict[str, Id]:
        admin = self.scenario.administrator
        client = stage.stations[0].client()
        try:
            client.ask(SignIn(person=stage.founded.administrator, pin=admin.pin), SignedIn)
            return {
                one.key: client.ask(
                    EnrolPerson(
                        family_name=one.family_name,
                        first_name=one.first_name,
                        title=one.title,
                        role=one.role,
                        licence=one.licence,
                        new_pin=one.pin,
                        pin=admin.pin,
                    ),
                    Recorded,
                ).created[0]
                for one in self.scenario.staff
            }
        finally:
            client.close()

    @staticmethod
    def _wait_for_people(client: Client, count: int) -> None:
        until = time.monotonic() + 60
        while len(people_of(client).people) < count and time.monotonic() < until:
            time.sleep(0.05)

    def _day(self, places: dict[str, Client], people: dict[tuple[str, str], Person]) -> Day:
        today = site_day(self.clock.now_ms())
        expiry = (date.fromisoformat(today) + timedelta(days=400)).isoformat()
        return Day(self.scenario, places, people, today, Lots(expiry), self.say)

    def _catalogue(self, pharmacist: Person) -> CatalogueImported:
        pharmacist.do(SignReference(pin=pharmacist.pin))
        command = ImportCatalogue(folder=str(EXCERPT), data_of=DATA_OF, pin=pharmacist.pin)
        return pharmacist.client.ask(command, CatalogueImported)

    # -- the cables ----------------------------------------------------------------------------------

    @staticmethod
    def _cables(stage: Stage, *, out: bool) -> None:
        for number, one in enumerate(stage.stations):
            for other in stage.stations[number + 1 :]:
                (stage.pull if out else stage.restore)(one, other)

    # -- afterwards ----------------------------------------------------------------------------------

    def _keep(self, day: Day) -> None:
        folder = self.folder / "papers"
        folder.mkdir(exist_ok=True)
        for name, pdf in day.papers:
            (folder / name).write_bytes(pdf)

    def _restore(self, stage: Stage, snapshot: Path) -> tuple[str, str]:
        """A fourth workstation, once by the backup key and a PIN, once by the recovery key alone."""
        first = stage.stations[0]
        backup = open_vault(first.folder / FILE_NAME, passphrase=first.passphrase).backup_identity
        recovery = derive_keys(combine_shares(stage.founded.shares[:SHARES_NEEDED]))
        admin = Administrator(stage.founded.administrator, self.scenario.administrator.pin)
        digests = []
        for identity, by, folder in (
            (backup, admin, "restored-by-backup-key"),
            (recovery.identity, recovery, "restored-by-recovery-key"),
        ):
            now = self.clock.now_ms()
            with read_back(
                snapshot, self.folder / folder, identity, now_ms=now, random=system_random
            ) as restoration:
                restored = restoration.enrol(
                    by, now_ms=now, random=system_random, name=self.scenario.restored
                )
            digests.append(restored.restored_state_digest.hex())
            self._check_restored(self.folder / folder, restored.passphrase)
        return digests[0], digests[1]

    @staticmethod
    def _check_restored(folder: Path, passphrase: str) -> None:
        """The new workstation starts, on its own, and finds nothing wrong with itself."""
        node = Node(
            folder, open_vault(folder / FILE_NAME, passphrase=passphrase), NodeSettings(), network=False
        )
        client = node.client()
        try:
            checked = client.ask(Verify(), Verified, timeout=300)
        finally:
            client.close()
            node.stop()
        if not checked.ok:
            raise DayError(f"{folder.name}: {[finding.code for finding in checked.findings]}")

    def _verify(self, places: Mapping[str, Client]) -> tuple[report.WorkstationReport, ...]:
        return tuple(
            report.workstation(
                client.ask(GetDigests(), Digests),
                client.ask(Verify(), Verified, timeout=300),
                client.ask(GetStatus(), Status).peers,
            )
            for client in places.values()
        )


def run(*, headless: bool, keep: Path | None, report_file: Path | None, language: str) -> int:
    """Play it; 0 when all is as expected. With a display the windows open on the result."""
    with tempfile.TemporaryDirectory(prefix="veilleuse-demo-") as scratch:
        audience = None if headless or not has_display() else partial(open_windows, language=language)
        play = Play(keep or Path(scratch), language, audience=audience)
        found = play.run()
        if report_file is not None:
            report_file.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2))
        if keep is not None:
            play.say("demo.kept", {"folder": str(keep)})
        wrong = report.disappointments(found, play.scenario.expected)
        for line in wrong:
            print(text("demo.wrong", language, {"what": line}), file=sys.stderr)
        if not wrong:
            play.say("demo.right", {"given": str(found.given), "doses": str(found.planned_doses)})
        return 1 if wrong else 0


def has_display() -> bool:
    """Whether a window could be seen here."""
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def open_windows(stage: Stage, language: str) -> None:
    """A window on each workstation; returns when all are closed."""
    windows = [
        subprocess.Popen(
            [sys.executable, "-m", "ops.cli", "open", "--language", language, "--folder", str(one.folder)]
        )
        for one in stage.stations
    ]
    for window in windows:
        window.wait()
