"""Where a restore works: a hidden folder that takes the wished name when all is on the disk."""

import shutil
from pathlib import Path

from node.bundle_errors import FolderError, NotEmptyError
from node.durable import force_names
from node.store.lock import FILE_NAME as LOCK
from node.store.lock import Lock
from schema.machine import machine_reason


class Folders:
    """The folder wished for, and the hidden one beside it where the work is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.work = self.folder.with_name(f".{self.folder.name}.restoring")

    def prepare(self) -> None:
        """Refuse to write over anything; remove what a crash left."""
        try:
            if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
                raise NotEmptyError(path=str(self.folder))
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            if self.work.exists():
                Lock(self.work / LOCK).release()
                shutil.rmtree(self.work)
        except OSError as error:
            raise self._unusable(error) from error

    def appear(self) -> None:
        """Give the work its name, durably."""
        try:
            if self.folder.exists():
                self.folder.rmdir()
            force_names(self.work)
            self.work.replace(self.folder)
            force_names(self.folder.parent)
        except OSError as error:
            raise self._unusable(error) from error

    def remove_work(self) -> None:
        """Whatever is still under the hidden name goes."""
        shutil.rmtree(self.work, ignore_errors=True)

    def _unusable(self, error: OSError) -> FolderError:
        return FolderError(path=str(self.folder), reason=machine_reason(error))
