"""The other engines: how each is installed into a folder of its own, and a pair of its processes.

`drivers/` holds one program an engine, run by the interpreter that was installed for it; all speak the same
lines of JSON. Versions are pinned there; an engine that cannot be installed is named with the reason.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec

DRIVERS: Final = Path(__file__).parent / "drivers"
_DONE: Final = "installed"


class UnavailableError(Exception):
    """An engine cannot be had here; says which and why."""

    def __init__(self, engine: str, why: str) -> None:
        super().__init__(f"{engine}: {why}")
        self.engine = engine


class Engine(msgspec.Struct, frozen=True):
    """One of them."""

    name: str
    driver: str
    python: bool

    def command(self, installed: Path) -> list[str]:
        """What starts one side of it."""
        if self.python:
            return [str(installed / "python" / "bin" / "python"), str(DRIVERS / self.driver)]
        return ["node", str(installed / "node" / self.driver)]


ENGINES: Final[Sequence[Engine]] = (
    Engine("pouchdb", "pouchdb_driver.cjs", python=False),
    Engine("morango", "morango_driver.py", python=True),
    Engine("pycrdt", "pycrdt_driver.py", python=True),
    Engine("loro", "loro_driver.py", python=True),
)


def installed(engine: Engine, folder: Path) -> list[str]:
    """The command that starts one side, installed into `folder` now if it is not; `UnavailableError`."""
    place = folder / ("python" if engine.python else "node")
    pins = (DRIVERS / ("requirements.txt" if engine.python else "package.json")).read_bytes()
    stamp = hashlib.sha256(pins).hexdigest()
    noted = place / _DONE
    if not noted.exists() or noted.read_text("ascii") != stamp:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (_install_python if engine.python else _install_node)(engine, place)
        noted.write_text(stamp, "ascii")
    if not engine.python:
        shutil.copy(DRIVERS / engine.driver, place)  # it finds its packages beside itself
    return engine.command(folder)


def _install_python(engine: Engine, place: Path) -> None:
    _run(engine, ["uv", "venv", "--quiet", "--python", sys.executable, str(place)], place)
    pins = str(DRIVERS / "requirements.txt")
    into = ["--python", str(place / "bin" / "python")]
    _run(engine, ["uv", "pip", "install", "--quiet", *into, "--requirement", pins], place)


def _install_node(engine: Engine, place: Path) -> None:
    shutil.copy(DRIVERS / "package.json", place)
    _run(engine, ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"], place)


def _run(engine: Engine, command: list[str], place: Path) -> None:
    beside = Path(sys.executable).parent / command[0]
    program = str(beside) if beside.exists() else shutil.which(command[0])
    if program is None:
        raise UnavailableError(engine.name, f"{command[0]} is not installed")
    done = subprocess.run([program, *command[1:]], cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(engine.name, " ".join((done.stderr or done.stdout).split())[-300:])


class Pair:
    """Two processes of one engine: the holder answers, the other asks."""

    def __init__(self, engine: Engine, command: list[str], folder: Path) -> None:
        self._engine = engine
        self._sides: list[subprocess.Popen[bytes]] = []
        for name in ("holder", "other"):
            (folder / name).mkdir(parents=True)
            side = subprocess.Popen(
                [*command, str(folder / name)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
            )
            self._sides.append(side)

    def holder(self, **what: object) -> Mapping[str, Any]:
        """Have the holder do something."""
        return self._ask(self._sides[0], what)

    def other(self, **what: object) -> Mapping[str, Any]:
        """Have the other side do something."""
        return self._ask(self._sides[1], what)

    def equal(self) -> Mapping[str, Any]:
        """What both hold; `UnavailableError` when it is not the same."""
        one, other = self.holder(do="hold"), self.other(do="hold")
        if one != other:
            raise UnavailableError(self._engine.name, "the two sides do not hold the same")
        return one

    def close(self) -> None:
        """End both."""
        for side in self._sides:
            side.communicate(timeout=60)

    def _ask(self, side: "subprocess.Popen[bytes]", what: object) -> Mapping[str, Any]:
        pipe, answers = cast("IO[bytes]", side.stdin), cast("IO[bytes]", side.stdout)
        try:
            pipe.write(json.dumps(what).encode() + b"\n")
            pipe.flush()
            line = answers.readline()
        except OSError as error:
            raise UnavailableError(self._engine.name, "it ended") from error
        if not line:
            raise UnavailableError(self._engine.name, "it ended")
        found: Mapping[str, Any] = json.loads(line)
        return found
