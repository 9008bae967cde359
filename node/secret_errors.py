"""The whole tree of what can go wrong with vaults, PINs and the recovery key."""

from schema.errors import CodedError


class SecretError(CodedError):
    """Base of the tree."""


# --- the vault -----------------------------------------------------------------------------------


class VaultError(SecretError):
    """A vault cannot be made, opened or changed."""


class VaultMissingError(VaultError):
    """There is no file at this path."""

    code = "vault.missing"
    fields = ("path",)


class VaultExistsError(VaultError):
    """A vault would overwrite another, and with it the only key of a replica."""

    code = "vault.exists"
    fields = ("path",)


class VaultUnreadableError(VaultError):
    """The operating system refuses to read the file."""

    code = "vault.unreadable"
    fields = ("path", "reason")


class VaultNotWrittenError(VaultError):
    """The operating system refuses to write the file; the previous one is untouched."""

    code = "vault.not_written"
    fields = ("path", "reason")


class NotAVaultError(VaultError):
    """The file is something else."""

    code = "vault.not_a_vault"
    fields = ("path",)


class VaultVersionError(VaultError):
    """The vault was written by another version of this program."""

    code = "vault.version"
    fields = ("path", "version")


class VaultTruncatedError(VaultError):
    """The end of the file is missing."""

    code = "vault.truncated"
    fields = ("path",)


class VaultDamagedError(VaultError):
    """Bytes of the file have changed since it was written (the checksum says so)."""

    code = "vault.damaged"
    fields = ("path",)


class VaultTamperedError(VaultError):
    """The file is whole and its key is right, but somebody has altered what that key protects."""

    code = "vault.tampered"
    fields = ("path",)


class WrongPassphraseError(VaultError):
    """The passphrase does not open its slot. An altered slot cannot be told from it."""

    code = "vault.wrong_passphrase"


class PassphraseLengthError(VaultError):
    """A passphrase has another number of words."""

    code = "vault.passphrase_length"
    fields = ("words", "expected")


class PassphraseWordError(VaultError):
    """A word is not in the list that passphrases are made of."""

    code = "vault.passphrase_word"
    fields = ("position",)


class WrongRecoveryKeyError(VaultError):
    """The recovery key is not the one of this vault's site, or is no key at all."""

    code = "vault.wrong_recovery_key"


class NoKeyringSlotError(VaultError):
    """This vault was never set up to open without a person."""

    code = "vault.no_keyring_slot"


class KeyringEntryError(VaultError):
    """The operating system's keyring does not hold the key of this vault, or holds another one."""

    code = "vault.keyring_entry"


class KeyringUnavailableError(VaultError):
    """There is no keyring here that this program can use or trust: `lack` is why, by a code or a class."""

    code = "vault.keyring_unavailable"
    fields = ("lack",)


class SlotCostError(VaultError):
    """A slot asks for absurd work: it was altered to exhaust this computer."""

    code = "vault.slot_cost"
    fields = ("path",)


# --- PINs ----------------------------------------------------------------------------------------


class PinError(SecretError):
    """A PIN cannot be taken, or does not open a person's key."""


class WrongPinError(PinError):
    """The PIN (or the site's pepper, or the person) is not the one that closed this key."""

    code = "pin.wrong"


class PinNotDigitsError(PinError):
    """A PIN has something else than the digits 0 to 9."""

    code = "pin.not_digits"


class PinTooShortError(PinError):
    """A PIN has too few digits."""

    code = "pin.too_short"
    fields = ("minimum",)


class PinTooLongError(PinError):
    """A PIN has more digits than anybody types."""

    code = "pin.too_long"
    fields = ("maximum",)


class PinAllEqualError(PinError):
    """A PIN repeats one digit."""

    code = "pin.all_equal"


class PinRunError(PinError):
    """A PIN counts up or down."""

    code = "pin.run"


class WrapDamagedError(PinError):
    """The wrapped key is not one, or is damaged."""

    code = "pin.wrap_damaged"


class WrapCostError(PinError):
    """The wrapped key asks for absurd work: it was altered to exhaust this computer."""

    code = "pin.wrap_cost"


# --- the recovery key ----------------------------------------------------------------------------


class RecoveryError(SecretError):
    """Word shares do not give the recovery key back."""


class ShareLengthError(RecoveryError):
    """A share has a number of words that no share has."""

    code = "recovery.share_length"
    fields = ("share", "words")


class ShareWordError(RecoveryError):
    """A word is not in the list that shares are made of."""

    code = "recovery.share_word"
    fields = ("share", "position")


class ShareMistypedError(RecoveryError):
    """Every word of a share exists, but its checksum is wrong."""

    code = "recovery.share_mistyped"
    fields = ("share",)


class SharesTooFewError(RecoveryError):
    """More different shares are needed."""

    code = "recovery.shares_too_few"
    fields = ("have", "needed")


class SharesForeignError(RecoveryError):
    """The shares come from different sets (another site, or an older key)."""

    code = "recovery.shares_foreign"


class SharesDisagreeError(RecoveryError):
    """The shares look alike but do not fit together: one is forged."""

    code = "recovery.shares_disagree"
