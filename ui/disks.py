"""What the window's computer says of its disks: which look like USB sticks, and what lies on them."""

from pathlib import Path

from PySide6.QtCore import QDir, QStorageInfo

from ui.presenters.desk import Listed

_REMOVABLE = ("/media/", "/run/media/", "/Volumes/")
MOST = 500
"""Files of a folder that are looked at; a stick for carries has few."""


def removable() -> tuple[str, ...]:
    """Where sticks are mounted, as far as this computer can tell; sorted."""
    found = (
        disk.rootPath()
        for disk in QStorageInfo.mountedVolumes()
        if disk.isValid() and disk.isReady() and not disk.isRoot()
    )
    return tuple(sorted(path for path in found if looks_removable(path)))


def looks_removable(path: str) -> bool:
    """By where systems mount sticks; on Windows, every drive but the system's."""
    drive = path[1:3] in {":/", ":\\"} or path[1:] == ":"
    return path.startswith(_REMOVABLE) or (drive and path[:1].upper() != QDir.rootPath()[:1].upper())


def listed_in(folder: str) -> tuple[Listed, ...]:
    """The files of a folder, by name. Raises `OSError`."""
    found = []
    for path in sorted(Path(folder).iterdir())[:MOST]:
        if path.is_file():
            about = path.stat()
            found.append(Listed(path.name, str(path), about.st_size, int(about.st_mtime * 1000)))
    return tuple(found)
