"""What can go wrong with snapshots and restores beyond the bundle's bytes (`sync/bundle/errors.py`)."""

from node.domain.decision import Refusal
from sync.bundle.errors import BundleError


class BusyError(BundleError):
    """This workstation is taking a snapshot already."""

    code = "snapshot.busy"


class DamagedReplicaError(BundleError):
    """The replica has damaged rows: a snapshot of it would not restore."""

    code = "snapshot.damaged_replica"
    fields = ("journals",)


class NotVerifiedError(BundleError):
    """The finished file was read back and did not give the same site; it was thrown away."""

    code = "snapshot.not_verified"
    fields = ("what",)


class FolderError(BundleError):
    """The folder for the snapshot, or for the restored workstation, cannot be used."""

    code = "snapshot.folder"
    fields = ("path", "reason")


class NotEmptyError(BundleError):
    """A restore never writes over something."""

    code = "restore.not_empty"
    fields = ("path",)


class NotASnapshotError(BundleError):
    """A carry holds journals, but not what a new workstation needs."""

    code = "restore.not_a_snapshot"


class IncompleteError(BundleError):
    """The snapshot gave only a part of what it declares; nothing was written."""

    code = "restore.incomplete"
    fields = ("taken", "declared")


class EditionMissingError(BundleError):
    """Every transaction came, but not the bulk data that they name; nothing was written."""

    code = "restore.edition_missing"
    fields = ("edition", "data_of")


class DifferentStateError(BundleError):
    """Every transaction came, but what this program makes of them is not what the writer made."""

    code = "restore.different_state"


class WrongSiteKeyError(BundleError):
    """The site inside is not the one of the key that opened the bundle."""

    code = "restore.wrong_site_key"


class NotAdministratorError(BundleError):
    """This person may not let a workstation in."""

    code = "restore.not_administrator"


class NotAdmittedError(BundleError):
    """The site's rules did not admit the new workstation."""

    code = "restore.not_admitted"
    fields = ("why",)


class BackupKeyError(BundleError):
    """The text is not an exported backup key."""

    code = "restore.not_a_backup_key"


class SignInRefusedError(BundleError):
    """The administrator's key could not be opened: `refusal` says why, as at any sign-in."""

    code = "restore.sign_in_refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal
