"""An enclosure of Linux namespaces: whatever is made inside it vanishes when its first process ends.

Networks, mounts and processes are its own, so that neither a crash nor a kill leaves a bridge, an
address or a workstation behind, and nothing inside can reach a network of the hospital's.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

TOOLS = ("unshare", "nsenter", "ip", "bridge")
"""Of util-linux and iproute2."""
_CLONE_NEWNET = 0x4000_0000
_TRY = "ip link set lo up && ip link add name try type bridge && ip link add name a type veth peer name b"
_TRY_SECONDS = 20


def enclosed(words: Sequence[str]) -> list[str]:
    """The command that runs these words as the first process of an enclosure.

    Whoever is not root becomes root of the enclosure alone.
    """
    mine = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *mine, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", *words]


def obstacle() -> str:
    """Why no enclosure can be had on this computer: `system`, `tools` or `namespaces`; empty when it can."""
    if sys.platform != "linux":
        return "system"
    if not all(shutil.which(tool) for tool in TOOLS):
        return "tools"
    try:
        tried = subprocess.run(
            enclosed(["sh", "-c", _TRY]), capture_output=True, timeout=_TRY_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "namespaces"
    return "" if tried.returncode == 0 else "namespaces"


def inside(process: int, do: Callable[[], T]) -> T:
    """`do()`, in the network of that process: what it opens there stays there."""
    results: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        # A network belongs to a thread: this one enters another for good, and ends.
        try:
            _enter(process)
            results.append(do())
        except BaseException as error:  # noqa: BLE001 - raised again, below, where it was asked for
            errors.append(error)

    thread = threading.Thread(target=work, name="lab-inside")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _enter(process: int) -> None:
    """Raises `OSError`."""
    network = os.open(f"/proc/{process}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Python has os.setns from 3.12 on.
        if ctypes.CDLL(None, use_errno=True).setns(network, _CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(network)
