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

from node.client import Client, RefusedError
from node.clock import SystemClock, site_day
from node.founding import NewSite
from ops.demo import office, report
from ops.demo.apart import Apart
from ops.demo.cables import CablesError
from ops.demo.day import Day
from ops.demo.hospital import DayError, Hospital
from ops.demo.people import Lots, Person
from ops.demo.rescue import restore_twice
from ops.demo.scenario import Scenario, load
from ops.demo.stage import Stage
from ops.demo.station import StageError
from schema.i18n import text

EXCERPT = Path(__file__).parent / "excerpt"
DATA_OF = "2026-05-18"
TROUBLE = (DayError, StageError, CablesError, RefusedError)
"""What a day that goes wrong raises."""


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
        self.folder = folder.resolve()  # the processes it starts run in another
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
        """Everything, in order; raises one of `TROUBLE`."""
        with ExitStack() as stack:
            with self.phase("set_up"):
                stage = stack.enter_context(self._found())
                hospital = self._open(stage, stack)
            day, apart = Day(hospital), Apart(hospital)
            pharmacist = hospital.who("pharmacist", hospital.pui)
            with self.phase("catalogue"):
                office.sign_library(pharmacist)
                imported = office.import_catalogue(pharmacist, str(EXCERPT), DATA_OF)
                hospital.converge()
            with self.phase("prescribed"):
                day.prescribe_everything()
                day.validate_everything()
                day.begin_production()
            with self.phase("apart"):
                stage.every_cable(stage.pull)
                apart.work_apart()
            with self.phase("reconnect_to_converged"):
                stage.every_cable(stage.restore)
                hospital.converge()
            with self.phase("settled"):
                apart.settle_everything()
            with self.phase("finished"):
                day.finish()
            with self.phase("papers"):
                day.print_papers()
                self._keep(day)
            with self.phase("snapshot"):
                hospital.converge()
                taken = office.take_snapshot(pharmacist, str(self.folder / "snapshots"))
            with self.phase("restored"):
                restored = restore_twice(stage, self.scenario, Path(taken.path), self.folder)
            with self.phase("verified"):
                hospital.converge()
                workstations = tuple(office.evidence(client) for client in hospital.places.values())
            planned, given, not_given, extra = report.outcomes(hospital.views(), hospital.day)
            if self.audience is not None:
                self.audience(stage)
            return report.Report(
                workstations=workstations,
                planned_doses=planned,
                given=given,
                not_given=not_given,
                extra_bags=extra,
                conflicts=report.conflicts(hospital.digests()),
                documents=len(day.papers),
                snapshot=report.SnapshotReport(taken.size, *restored),
                catalogue=report.catalogue(imported),
                seconds=self.seconds,
            )

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

    def _open(self, stage: Stage, stack: ExitStack) -> Hospital:
        """Enrol the staff, join the other workstations, sign everybody in."""
        client = stage.stations[0].client()
        try:
            staff = office.enrol_staff(client, self.scenario, stage.founded.administrator)
        finally:
            client.close()
        for station in stage.stations[1:]:
            stage.join(station, self.scenario.administrator.pin)
        places: dict[str, Client] = {}
        people: dict[tuple[str, str], Person] = {}
        for station in stage.stations:
            places[station.name] = window = station.client()
            stack.callback(window.close)
            office.wait_for_people(window, len(staff) + 1)
            people |= office.sign_in_everybody(
                station.name, station.client, self.scenario, staff, self.clock.now_ms, stack
            )
        today = site_day(self.clock.now_ms())
        expiry = (date.fromisoformat(today) + timedelta(days=400)).isoformat()
        return Hospital(self.scenario, places, people, today, Lots(expiry), self.say)

    def _keep(self, day: Day) -> None:
        folder = self.folder / "papers"
        folder.mkdir(exist_ok=True)
        for name, pdf in day.papers:
            (folder / name).write_bytes(pdf)


def run(*, headless: bool, keep: Path | None, report_file: Path | None, language: str) -> int:
    """Play it; 0 when all is as expected. With a display the windows open on the result."""
    with tempfile.TemporaryDirectory(prefix="veilleuse-demo-") as scratch:
        audience = None if headless or not has_display() else partial(open_windows, language=language)
        play = Play(keep or Path(scratch), language, audience=audience)
        try:
            found = play.run()
        except TROUBLE as error:
            print(text("demo.wrong", language, {"what": str(error)}), file=sys.stderr)
            return 1
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
