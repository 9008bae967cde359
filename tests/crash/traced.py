"""A process killed at the nth of its writes: the kernel tells its tracer each system call that changes files.

Between two of them whoever is killed leaves the same files, so there are no other instants than these (but
for the engine's shared memory, which the next to open makes anew).
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.crash.forking import Job

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_LIBC.ptrace.restype = ctypes.c_long

# linux/ptrace.h
_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_OPTIONS: Final = (
    0x1 | 0x2 | 0x4 | 0x8 | 0x100000
)  # good stops; forks, vforks and threads too; none outlives us
_AT_ENTRY: Final = 1
_AT_SYSCALL: Final = signal.SIGTRAP | 0x80
_ANY_THREAD: Final = 0x40000000

# x86-64: the numbers of the calls that change what is in files, or their names.
_CONTENT = {1: "write", 18: "pwrite64", 20: "writev", 40: "sendfile", 77: "ftruncate", 285: "fallocate"}
_CONTENT |= {296: "pwritev", 326: "copy_file_range", 328: "pwritev2"}
_NAMES = {76: "truncate", 82: "rename", 264: "renameat", 316: "renameat2", 86: "link", 265: "linkat"}
_NAMES |= {87: "unlink", 263: "unlinkat", 83: "mkdir", 258: "mkdirat", 84: "rmdir", 85: "creat"}
_NAMES |= {88: "symlink", 266: "symlinkat", 90: "chmod", 91: "fchmod", 268: "fchmodat"}
_OPENING = {2: 1, 257: 2}
"""Where its flags are."""
_STANDARD_STREAMS: Final = 3


class _Info(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
        ("more", ctypes.c_uint64),
    )


def can_trace() -> bool:
    """Whether this computer's system calls are known here, and it lets a process trace its own child."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    # In a process of its own: a container that forbids it may end whoever tries.
    trial = subprocess.run([sys.executable, "-m", "tests.crash.traced"], capture_output=True, check=False)
    return trial.returncode == 0


def at_write(nth: int, told: Path, job: Job, *arguments: Any) -> None:
    """Run the job in a process that is killed as it begins its nth write, and then this one too.

    With 0, or when there are fewer, it runs to its end, and `told` names its writes, one a line.
    """
    writes: list[str] = []
    child = _begin(job, arguments)
    for name in _written(child):
        writes.append(name)
        if len(writes) == nth:
            os.kill(child, signal.SIGKILL)
            _ended(child)
            os.kill(os.getpid(), signal.SIGKILL)
    told.write_text("\n".join(writes), encoding="ascii")


def _begin(job: Job, arguments: tuple[Any, ...]) -> int:
    """A child that waits to be traced."""
    child = os.fork()
    if child:
        return child
    try:
        _ptrace(_TRACEME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        job(*arguments)
    except BaseException:  # noqa: BLE001  # whatever it is, this is not the program that forks
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _written(child: int) -> Iterator[str]:
    """The name of each write as it begins, while the child stands still; ends with the child."""
    stopped, _ = os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    passed_on = 0
    known = {child}
    while True:
        _ptrace(_SYSCALL, stopped, 0, passed_on)
        stopped, status = os.waitpid(-1, _ANY_THREAD)
        while not os.WIFSTOPPED(status):
            if stopped == child:
                assert status == 0, "the job has failed; its reason is on standard error"
                return
            stopped, status = os.waitpid(-1, _ANY_THREAD)
        passed_on = os.WSTOPSIG(status)
        if passed_on == _AT_SYSCALL and (name := _write(stopped)):
            yield name
        # Neither a stop of the tracer's own, nor that with which a new thread begins, is a signal.
        if passed_on in {_AT_SYSCALL, signal.SIGTRAP} or stopped not in known:
            passed_on = 0
        known.add(stopped)


def _write(stopped: int) -> str:
    """What it is about to write with; empty for what changes no file."""
    info = _Info()
    _ptrace(_GET_SYSCALL_INFO, stopped, ctypes.sizeof(info), ctypes.addressof(info))
    if info.op != _AT_ENTRY:
        return ""
    if info.number in _CONTENT:
        return _CONTENT[info.number] if info.arguments[0] >= _STANDARD_STREAMS else ""
    if info.number in _OPENING:
        flags = info.arguments[_OPENING[info.number]]
        return "open" if flags & (os.O_CREAT | os.O_TRUNC) else ""
    return _NAMES.get(info.number, "")


def _ended(child: int) -> None:
    """Wait until it is gone, and every thread of it."""
    stopped, status = os.waitpid(-1, _ANY_THREAD)
    while stopped != child or os.WIFSTOPPED(status):
        stopped, status = os.waitpid(-1, _ANY_THREAD)


def _nothing() -> None:
    """A job that writes nothing."""


def _ptrace(request: int, process: int, at: int = 0, data: int = 0) -> None:
    if _LIBC.ptrace(request, process, at, data) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    assert list(_written(_begin(_nothing, ()))) == []
