"""The sites that every change must pass, played in a process of their own while other tests run.

They take minutes of one processor; a machine with two has the other one to spare meanwhile.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SEEDS, ACTS = 200, 24
"""A soak runs more of them, and longer ones, by the same command."""


class Gate:
    """A simulation that was begun."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="veilleuse-gate-")
        self._report = Path(self._folder.name) / "report.json"
        command = [sys.executable, "-m", "ops.cli", "--language", "en", "simulate", "--jobs", "1"]
        command += ["--seeds", f"0:{SEEDS}", "--workstations", "5", "--acts", str(ACTS)]
        with (Path(self._folder.name) / "said.txt").open("wb") as out:
            self._process = subprocess.Popen([*command, "--report", str(self._report)], stdout=out)

    def outcome(self) -> tuple[int, str, Any]:
        """Once it has ended: its exit code, what it said, its report."""
        code = self._process.wait()
        said = (Path(self._folder.name) / "said.txt").read_text(encoding="utf-8")
        report = json.loads(self._report.read_text(encoding="utf-8")) if self._report.exists() else None
        return code, said, report

    def close(self) -> None:
        """End it, if nobody waited for it."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
