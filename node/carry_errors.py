"""What can go wrong with a carry beyond the bundle's bytes (`sync/bundle/errors.py`)."""

from sync.bundle.errors import BundleError


class NobodyError(BundleError):
    """The site has no other workstation that a carry could go to."""

    code = "carry.nobody"


class MissingFolderError(BundleError):
    """The folder is not there: the stick is not plugged in, or is found elsewhere."""

    code = "carry.missing_folder"
    fields = ("path",)


class OwnFolderError(BundleError):
    """The folder is the one of this workstation's replica, or lies in it."""

    code = "carry.own_folder"
    fields = ("path",)


class StoppedError(BundleError):
    """This workstation is being switched off."""

    code = "carry.stopped"


class DamagedRowsError(BundleError):
    """A row of this replica is not what its journal's chain says: it would be refused elsewhere."""

    code = "carry.damaged_rows"


class NotReadBackError(BundleError):
    """The finished file was read back and was not what had been written; it was thrown away."""

    code = "carry.not_read_back"


class NotACarryError(BundleError):
    """The bundle is a snapshot: it makes a new workstation, and merges into none."""

    code = "carry.not_a_carry"


class NotForUsError(BundleError):
    """A notice, which tells other workstations that they were removed: this one it does not concern."""

    code = "carry.notice"


class RemovedError(BundleError):
    """The carry is not for this workstation: the notice beside it says that it was removed from the site."""

    code = "carry.removed"
