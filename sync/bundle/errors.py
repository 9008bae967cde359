"""What can be wrong with a bundle, told to the person who holds it.

An error carries a message id (`code`) and values, never a text and never a secret: the sentence is
`schema.i18n.text(error.code, language, error.values)`, what to do is `error.remedy` likewise.
"""

from typing import ClassVar


class BundleError(Exception):
    """Base of the tree. `fields` names the values that every error of a class carries."""

    code: ClassVar[str] = "bundle.failed"
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: str) -> None:
        if sorted(values) != sorted(self.fields):
            raise TypeError(f"{type(self).__name__} takes the values {self.fields}, not {tuple(values)}")
        self.values: dict[str, str] = values
        super().__init__(self.code, values)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code} ({told})" if told else self.code

    @property
    def remedy(self) -> str:
        """The message id of what the reader should do."""
        return f"{self.code}.remedy"


class NotABundleError(BundleError):
    """The file is something else, or something else was encrypted to this key."""

    code = "bundle.not_a_bundle"


class WrongRecipientError(BundleError):
    """The bundle was not made for this key (or its very first bytes have changed)."""

    code = "bundle.wrong_recipient"


class OtherVersionError(BundleError):
    """The bundle was written by a program whose format this one does not read."""

    code = "bundle.version"
    fields = ("version",)


class OtherSiteError(BundleError):
    """The bundle is another site's."""

    code = "bundle.other_site"
    fields = ("found", "expected")


class TruncatedError(BundleError):
    """The end of the bundle is missing, or damaged."""

    code = "bundle.truncated"


class DamagedError(BundleError):
    """Bytes of the bundle have changed since it was written."""

    code = "bundle.damaged"
    fields = ("at",)


class UnreadableError(BundleError):
    """The operating system stopped giving the file: a stick pulled out, a failing disk."""

    code = "bundle.unreadable"
    fields = ("reason",)


class MalformedError(BundleError):
    """What was decrypted does not hold together: no accident, and no honest program, wrote this."""

    code = "bundle.malformed"
    fields = ("what",)


class TooLargeError(BundleError):
    """The bundle holds more than it declares, or more than this program accepts."""

    code = "bundle.too_large"
    fields = ("limit",)


class ForgedError(BundleError):
    """The seal is not that of a workstation of the site."""

    code = "bundle.forged"


class NotWrittenError(BundleError):
    """The operating system refuses to write the bundle; no part of it is left under its name."""

    code = "bundle.not_written"
    fields = ("reason",)
