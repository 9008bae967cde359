"""The shape of an error that people read: a message id and values, never a text and never a secret."""

from typing import ClassVar


class CodedError(Exception):
    """The sentence is `schema.i18n.text(error.code, language, error.values)`; `error.remedy` says what to do.

    `fields` names the values that every error of a class carries.
    """

    code: ClassVar[str]
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
