"""The fixtures of this house fail what they promise to fail: each leak is made once, and caught."""

from __future__ import annotations

import pytest

from tests.tree import ROOT

LEAKS = """
    import subprocess, sys, threading
    from pathlib import Path
    import socket
    import platformdirs
    import pytest

    def test_clean():
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        subprocess.run([sys.executable, "-c", ""], check=True)

    def test_thread(monkeypatch):
        threading.Thread(target=threading.Event().wait, args=(60,), daemon=True, name="forgotten").start()

    def test_process():
        global child
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

    def test_outside():
        with socket.socket() as sock:
            sock.connect(("192.0.2.1", 9))

    def test_name():
        socket.getaddrinfo("veilleuse.invalid", 443)

    def test_warning():
        import warnings
        warnings.warn("left unread")

    def test_folders(request):
        assert str(request.config.rootpath.parent) in platformdirs.user_data_dir("veilleuse")
"""


def test_every_leak_is_caught(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(
        """
        from tests import conftest
        conftest._GRACE_SECONDS = 0.1
        from tests.conftest import nobodys_folders, nothing_left_running
        """
    )
    pytester.makepyfile(test_leaks=LEAKS)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider", "-p", "no:pytest-qt")
    result.assert_outcomes(passed=4, failed=3, errors=2)
    result.stdout.fnmatch_lines_random(
        [
            "E * the test left running: <Thread(forgotten, *",
            "E * the test left running: process *",
            "E *OutsideAddressError: socket.connect to ('192.0.2.1', 9)",
            "E *OutsideAddressError: socket.getaddrinfo to 'veilleuse.invalid'",
            "E *UserWarning: left unread",
        ]
    )
