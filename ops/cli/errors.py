"""What goes wrong in a command, in words: what it is, what to do, and the exit code.

Every package names its errors by codes and values; here they meet their sentences. What nobody
foresaw is a defect: it gets one line on the terminal and its traceback, without any value, in a file.
"""

import os
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ops.cli.exits import Exit
from schema.errors import CodedError
from schema.i18n import text
from schema.machine import machine_reason
from schema.refusal import advice, value_shown

_EXITS: Mapping[str, Exit] = {
    "vault.missing": Exit.FOLDER,
    "vault.exists": Exit.FOLDER,
    "vault.unreadable": Exit.MACHINE,
    "vault.not_written": Exit.MACHINE,
    "vault.not_a_vault": Exit.DAMAGED,
    "vault.version": Exit.DAMAGED,
    "vault.truncated": Exit.DAMAGED,
    "vault.damaged": Exit.DAMAGED,
    "vault.tampered": Exit.DAMAGED,
    "vault.slot_cost": Exit.DAMAGED,
    "vault.keyring_unavailable": Exit.MACHINE,
    "store.wrong_key": Exit.DAMAGED,
    "store.cannot_open": Exit.MACHINE,
    "store.damaged": Exit.DAMAGED,
    "store.missing": Exit.FOLDER,
    "store.in_use": Exit.FOLDER,
    "store.other_site": Exit.FOLDER,
    "store.newer": Exit.FOLDER,
    "store.disk_full": Exit.MACHINE,
    "store.no_room_to_upgrade": Exit.MACHINE,
    "store.elsewhere": Exit.MACHINE,
    "store.damaged_row": Exit.DAMAGED,
    "store.no_journal": Exit.DAMAGED,
    "settings.unreadable": Exit.DAMAGED,
    "settings.not_saved": Exit.MACHINE,
    "settings.door": Exit.MACHINE,
    "bundle.wrong_recipient": Exit.SECRET,
    "restore.not_empty": Exit.FOLDER,
    "restore.wrong_site_key": Exit.SECRET,
    "restore.not_a_backup_key": Exit.SECRET,
    "restore.not_administrator": Exit.REFUSED,
    "restore.not_admitted": Exit.REFUSED,
    "snapshot.busy": Exit.REFUSED,
    "snapshot.damaged_replica": Exit.DAMAGED,
    "snapshot.not_verified": Exit.DAMAGED,
    "carry.nobody": Exit.REFUSED,
    "carry.wrong_recipient": Exit.FOLDER,
    "carry.other_site": Exit.FOLDER,
    "carry.removed": Exit.REFUSED,
    "carry.notice": Exit.REFUSED,
    "carry.unreadable": Exit.MACHINE,
    "carry.not_written": Exit.MACHINE,
    "carry.not_read_back": Exit.MACHINE,
    "carry.missing_folder": Exit.MACHINE,
    "carry.stopped": Exit.PEER,
    "carry.busy": Exit.REFUSED,
    "bundle.other_site": Exit.FOLDER,
    "bundle.unreadable": Exit.MACHINE,
    "bundle.not_written": Exit.MACHINE,
}
_EXITS_OF_SORT: Mapping[str, Exit] = {
    "vault": Exit.SECRET,
    "pin": Exit.SECRET,
    "recovery": Exit.SECRET,
    "store": Exit.DAMAGED,
    "bundle": Exit.DAMAGED,
    "restore": Exit.DAMAGED,
    "snapshot": Exit.MACHINE,
    "carry": Exit.DAMAGED,
    "intake": Exit.DAMAGED,
}


_WORDED = frozenset({"reason", "edition", "data_of", "slip", "detail", "lack"})
"""Values of errors that travel as codes."""


class StopError(Exception):
    """A command cannot go on; `code` names the text, and `<code>.next` what to do where there is one."""

    def __init__(self, code: str, leave: Exit, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.leave = leave
        self.values = values


class Told(msgspec.Struct, frozen=True):
    """An error for its reader."""

    lines: tuple[str, ...]
    leave: Exit


def tell(error: Exception, language: str) -> Told | None:
    """The error in words; nil when it is none that anybody foresaw."""
    if isinstance(error, StopError):
        return Told(_lines(error.code, error.values, language), error.leave)
    return _tell_node(error, language) or _tell_machine(error, language)


def exit_of(code: str) -> Exit:
    """The exit code for an error's code."""
    return _EXITS.get(code) or _EXITS_OF_SORT.get(code.partition(".")[0], Exit.REFUSED)


def _tell_node(error: Exception, language: str) -> Told | None:
    # Imported here: an error of a package means that the package was needed, and only then.
    from node.bundle_errors import SignInRefusedError
    from node.client import RefusedError
    from node.doorways import knock_code
    from node.intake.errors import IntakeError
    from node.settings import SettingsError
    from node.store.errors import StoreError
    from sync.knocking import KnockError

    match error:
        case RefusedError():
            refused = error.refused
            sort = refused.code.partition(".")[0]
            leave = Exit.SECRET if refused.code == "session.wrong_pin" or sort == "pin" else Exit.REFUSED
            if sort in {"store", "carry", "bundle", "snapshot"}:
                leave = exit_of(refused.code)
            return Told(_refused(refused.code, refused.values, language), leave)
        case StoreError():
            code = f"store.{error.code}"
            return Told(_lines(code, error.values, language), exit_of(code))
        case SignInRefusedError():
            return Told(_refused(error.refusal.code, error.refusal.values, language), Exit.SECRET)
        case CodedError() | SettingsError():
            return Told(_lines(error.code, error.values, language), exit_of(error.code))
        case IntakeError():
            return Told((error.sentence(language),), Exit.DAMAGED)
        case KnockError():
            values = {"code": error.code.name.lower()}
            leave = Exit.PEER if error.refusal is None else Exit.REFUSED
            return Told(_lines(f"refusal.{knock_code(error)}", values, language), leave)
    return _tell_coded(error, language)


def _tell_coded(error: Exception, language: str) -> Told | None:
    """Errors of newer parts that follow the house's form: `code` with a text of that name, `values`."""
    code, values = getattr(error, "code", None), getattr(error, "values", None)
    if isinstance(code, str) and isinstance(values, dict) and _has(code, language):
        return Told(_lines(code, values, language), exit_of(code))
    return None


def _tell_machine(error: Exception, language: str) -> Told | None:
    from node.endpoint import ClosedError

    if isinstance(error, ClosedError):
        return Told(_lines("cli.error.node_gone", {}, language), Exit.PEER)
    if isinstance(error, TimeoutError):
        return Told(_lines("cli.error.late", {}, language), Exit.PEER)
    if isinstance(error, OSError):
        # Its reason alone: the exception's own text may quote more than a reader wants.
        values = {"reason": machine_reason(error), "path": str(error.filename or "")}
        code = "cli.error.file" if error.filename else "cli.error.machine"
        return Told(_lines(code, values, language), Exit.MACHINE)
    return None


def _refused(code: str, values: Mapping[str, str], language: str) -> tuple[str, ...]:
    # Refusals travel with codes and wire texts, which the window puts into the same words.
    shown = {name: value_shown(name, value, language) for name, value in values.items()}
    return _lines(f"refusal.{code}", shown, language, values)


def _lines(
    code: str, values: Mapping[str, str], language: str, coded: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """`coded`: the values as they travelled, where `values` are in words already."""
    travelled = values if coded is None else coded
    then = [advice(f"{code}.{what}", travelled, language) for what in ("next", "remedy")]
    return tuple(_sentences(code, then, values, language))


def _sentences(code: str, then: Sequence[str], values: Mapping[str, str], language: str) -> Iterator[str]:
    values = {
        name: value_shown(name, value, language)
        if name in _WORDED
        else right_codes(value, language)
        if name == "codes"
        else value
        for name, value in values.items()
    }
    yield text(code, language, values)
    for what_to_do in then:
        if _has(what_to_do, language):
            yield text(what_to_do, language, values)


def right_codes(codes: str, language: str) -> str:
    """Rights, as codes separated by commas, each in words and by its code."""
    return ", ".join(f"{text(f'right.{code}', language)} ({code})" for code in codes.split(","))


def _has(msgid: str, language: str) -> bool:
    return text(msgid, language) != msgid


def write_down(error: BaseException, folder: Path) -> Path | None:
    """Keep a defect's traceback: places and classes only, since messages could quote a patient.

    Returns where, or nil when even that cannot be written.
    """
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        lines += [
            *traceback.format_tb(link.__traceback__),
            f"{type(link).__module__}.{type(link).__name__}\n\n",
        ]
        link = link.__cause__ or link.__context__
    path = folder / "defects.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(private, "a", encoding="utf-8") as log:
            log.writelines(lines)
    except OSError:
        return None
    return path
