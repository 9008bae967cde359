"""What can be wrong with a bundle, told to the person who holds it."""

from schema.errors import CodedError


class BundleError(CodedError):
    """Base of the tree."""

    code = "bundle.failed"


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
