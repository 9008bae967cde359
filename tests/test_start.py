"""ops/start on machines that lack something: a clear line in both languages, and the words handed over.

The programs it would find are stood in by small scripts; ops/fresh tries the real thing in a bare Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tree import ROOT

TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "cp",
    "cut",
    "dirname",
    "env",
    "flock",
    "id",
    "mkdir",
    "mv",
    "rm",
    "sed",
    "sh",
    "tail",
)

# Makes an environment as venv does, then stands for its programs, saying how it was called.
PYTHON = """#!/bin/sh
case "$*" in
    *"%d.%d"*) echo 3.11 ;;
    "-m venv "*) mkdir -p "$3/bin" && for name in python uv veilleuse; do cp "$0" "$3/bin/$name"; done ;;
    *PySide6*) [ -e "$QT" ] ;;
    *-c*|*"pip "*|*--version*) ;;
    *) echo "${0##*/} $*" ;;
esac
"""
TOO_OLD = """#!/bin/sh
case "$*" in *"%d.%d"*) echo 3.9 ;; *) exit 1 ;; esac
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in *"%d.%d"*) echo 3.12 ;; *ensurepip*) exit 1 ;; esac
"""


class Machine:
    """A copy of ops/start with the programs that a machine has, and nothing else on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "copy"
        (self.repository / "ops").mkdir(parents=True)
        shutil.copy(ROOT / "ops/start", self.repository / "ops/start")
        shutil.copy(ROOT / "pyproject.toml", self.repository)
        self.programs = folder / "programs"
        self.programs.mkdir()
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.programs / tool).symlink_to(found)
        self.qt = folder / "qt"
        self.qt.touch()

    def install(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text, encoding="utf-8")
        (self.programs / name).chmod(0o755)

    def start(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "HOME": "/nonexistent", "QT": str(self.qt), **variables}
        command = [str(self.programs / "sh"), str(self.repository / "ops/start"), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_words_are_handed_over(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    first = machine.start("verify", "--all", "two words")
    assert (first.returncode, first.stdout) == (0, "veilleuse verify --all two words\n")
    assert "Préparation de l'environnement" in first.stderr
    assert "Preparing the environment" in first.stderr


def test_the_second_time_says_nothing(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.start("prepare")
    again = machine.start("prepare")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_changed_pins_prepare_again(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.start("prepare")
    with (machine.repository / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("# changed\n")
    assert "Preparing" in machine.start("prepare").stderr


def test_a_moved_copy_prepares_again(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.start("prepare")
    machine.repository = machine.repository.rename(machine.repository.with_name("moved"))
    moved = machine.start("verify")
    assert "Preparing" in moved.stderr
    assert moved.stdout.endswith("veilleuse verify\n")


def test_an_interpreter_that_went_away_is_replaced(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.start("prepare")
    (machine.repository / ".venv/bin/python").unlink()
    assert machine.start("verify").stdout.endswith("veilleuse verify\n")


def test_another_place_by_name(machine: Machine, tmp_path: Path) -> None:
    machine.install("python3", PYTHON)
    machine.start("prepare", VEILLEUSE_ENV=str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere/veilleuse.stamp").is_file()
    assert not (machine.repository / ".venv").exists()


@pytest.mark.parametrize(
    ("python", "french", "english"),
    [
        (None, "Python manque", "Python is missing"),
        (TOO_OLD, "Python 3.9 est trop ancien", "Python 3.9 is too old"),
        (WITHOUT_VENV, "apt-get install python3-venv", "cannot make an environment"),
    ],
    ids=["no python", "too old", "no venv"],
)
def test_what_is_missing_is_named(machine: Machine, python: str | None, french: str, english: str) -> None:
    if python:
        machine.install("python3", python)
    said = machine.start("demo")
    assert said.returncode == 1
    assert french in said.stderr
    assert english in said.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.install("python3", TOO_OLD)
    machine.install("python3.12", PYTHON)
    assert machine.start("verify").returncode == 0


def test_an_ordinary_user_is_told_what_qt_lacks(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.programs.joinpath("id").unlink()
    machine.install("id", "#!/bin/sh\necho 1000\n")
    machine.qt.unlink()
    said = machine.start("test")
    assert said.returncode == 1
    assert "as root: apt-get install --no-install-recommends libgl1" in said.stderr
    assert "libxcb-cursor0" not in said.stderr
    assert "libxcb-cursor0" in machine.start("test", DISPLAY=":1").stderr


def test_without_a_window_the_demonstration_goes_on(machine: Machine) -> None:
    machine.install("python3", PYTHON)
    machine.programs.joinpath("id").unlink()
    machine.install("id", "#!/bin/sh\necho 1000\n")
    machine.qt.unlink()
    said = machine.start("demo")
    assert (said.returncode, said.stdout) == (0, "veilleuse demo\n")
    assert "Qt lacks libraries" in said.stderr
    assert "Qt" not in machine.start("demo", "--headless").stderr


@pytest.mark.parametrize("updates", [True, False], ids=["registry reached", "registry not reached"])
def test_root_installs_what_qt_lacks(machine: Machine, updates: bool) -> None:
    machine.install("python3", PYTHON)
    machine.programs.joinpath("id").unlink()
    machine.install("id", "#!/bin/sh\necho 0\n")
    touch = f': > "{machine.qt}"' if updates else 'echo "no route" && exit 100'
    machine.install("apt-get", f'#!/bin/sh\ncase "$1" in install) {touch} ;; esac\n')
    machine.qt.unlink()
    said = machine.start("prepare")
    assert said.returncode == (0 if updates else 1)
    assert ("no route" in said.stderr) is not updates
    assert ("as root: apt-get" in said.stderr) is not updates


def test_folders_that_cannot_be_written(machine: Machine, tmp_path: Path) -> None:
    """Root writes through permissions, so a file stands where a folder would be made."""
    machine.install("python3", PYTHON)
    (machine.repository / ".venv").touch()
    machine.start("prepare", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert list(tmp_path.glob("cache/veilleuse/*/veilleuse.stamp"))
    machine.start("prepare", XDG_CACHE_HOME="/dev/null", TMPDIR=str(tmp_path))
    assert list(tmp_path.glob(f"veilleuse-{os.getuid()}-*/veilleuse.stamp"))
