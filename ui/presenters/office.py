"""What the screens about the site's affairs do alike: the way to agreements and forks, and signed deeds.

A deed is one act about the row in hand, with a button of its own, one field that it needs, and its
consequence in view before it is signed.
"""

from collections.abc import Callable, Iterable

from node.api.base import Command
from ui.presenters.base import Presenter
from ui.presenters.blocks import Action
from ui.presenters.desk import Place, Signing


class Office(Presenter):
    """A screen of the site's affairs."""

    grave: frozenset[str] = frozenset()
    """Deeds that take something away."""
    about: tuple[str, ...] = ()
    """The fields about the row in hand that a deed empties."""

    def act_agreements(self) -> None:
        self.desk.open(Place("agreement"))

    def act_forks(self) -> None:
        self.desk.open(Place("forks"))

    def typed_for(self, act: str, needed: str) -> str | None:
        """What was typed in the field that a deed needs; without it the keyboard goes there."""
        typed = self.input(needed).strip()
        if not typed and act != "lift":
            self.focus(needed)
            return None
        return typed

    def sign_deed(
        self, act: str, name: str, said: str, *, command: Callable[[str], Command], follows: str
    ) -> None:
        """Sign one about this workstation or person, by the PIN."""
        words = self.words
        self.sign(
            Signing(
                title=words(f"ui.act.{act}"),
                lines=(name, said),
                command=lambda pin, _: command(pin),
                done=lambda _: self.forget("about", *self.about),
                consequence=follows,
                danger=act in self.grave,
            ),
            words(f"ui.{self.name}.done.{act}", name=name),
        )

    def deeds(self, possible: Iterable[str]) -> tuple[Action, ...]:
        """A button for each."""
        return tuple(
            self.button(f"do:{act}", label=self.words(f"ui.act.{act}"), danger=act in self.grave)
            for act in possible
        )
