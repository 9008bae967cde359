"""The other first screen of a computer that is no workstation yet: a new site begins here.

What it asks is what `veilleuse site new` asks; what it shows afterwards, it shows once.
"""

from node.api.base import Answer, Refused
from node.api.joining import Founded, FoundSite
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Block, Fact, Facts, Field, Form, Notice, Notices, Page, Prose
from ui.presenters.desk import Place, refusal

_SITE = ("name", "pharmacy", "address", "workstation", "place")
_FIRST = ("family_name", "first_name", "title", "pin", "pin_again")
_SECOND = tuple(f"second_{field}" for field in _FIRST)
_FREE = frozenset({"title", "second_title"})
_SHARES_NAME = "veilleuse-parts.pdf"


class Founding(Presenter):
    """Type, found, write down; then the window of the new workstation opens."""

    name = "founding"
    _asking = False
    _founded: Founded | None = None

    # --- what people do ---------------------------------------------------------------------------

    def act_found(self) -> None:
        wanted = (*_SITE, *_FIRST, *(_SECOND if self._typed("second_family_name") else ()))
        missing = next((key for key in wanted if key not in _FREE and not self._typed(key)), "")
        differs = next((key for key in ("pin", "second_pin") if self._differ(key)), "")
        if missing or differs:
            self.focus(missing or f"{differs}_again")
            return
        self.notices = ()
        self._asking = True
        self.show()
        given = {key: self._typed(key) for key in wanted if not key.endswith("_again")}
        self.desk.ask(FoundSite(**given, language=self.words.language), self._done)

    def _typed(self, key: str) -> str:
        return self.input(key).strip()

    def _differ(self, pin: str) -> bool:
        return self.input(f"{pin}_again") != self.input(pin)

    def _done(self, answer: Answer) -> None:
        self._asking = False
        if isinstance(answer, Founded):
            self._founded = answer
            self.input.values.clear()
            self.input.values["pages"] = f"{self.desk.folder()}/{_SHARES_NAME}"
        elif isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
        self.show()

    def act_save_shares(self) -> None:
        """To be printed, given away and deleted."""
        path = self._typed("pages")
        if self._founded is not None and path:
            self.desk.save(path, self._founded.pages, lambda why: self._saved(path, why))

    def _saved(self, path: str, why: str) -> None:
        words = self.words
        if why:
            self.notices = (Notice("refusal", words("ui.joining.not_written", path=path), why),)
        else:
            said = words("ui.founding.saved", path=path)
            self.notices = (Notice("done", said, next=words("ui.founding.saved.next")),)
        self.show()

    def act_to_join(self) -> None:
        self.desk.open(Place("joining"))

    def act_begin(self) -> None:
        """All of it is on paper."""
        self.desk.back()

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        blocks = self._to_fill() if self._founded is None else self._to_write_down(self._founded)
        return Page(
            title=self.words("ui.screen.founding"),
            blocks=(Notices(key="notices", slot="top", notices=self.notices), *blocks),
        )

    def _to_fill(self) -> tuple[Block, ...]:
        words, second = self.words, bool(self._typed("second_family_name"))
        return (
            Prose(key="about", text=words("ui.founding.about"), role="muted"),
            Form(
                key="site",
                title=words("ui.founding.site"),
                columns=2,
                fields=tuple(self.field(key, f"cli.ask.{key}") for key in _SITE),
            ),
            Form(
                key="first",
                title=words("ui.founding.first"),
                columns=2,
                fields=self._person(""),
                note=words("ui.founding.working") if self._asking else "",
            ),
            Form(
                key="second",
                slot="side",
                title=words("ui.founding.second"),
                fields=self._person("second_") if second else self._person("second_")[:1],
                submit="found",
                note=words("ui.founding.second.note"),
            ),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("to_join", enabled=not self._asking, icon="chevron_left"),
                    self.button("found", primary=True, enabled=not self._asking),
                ),
            ),
        )

    def _person(self, which: str) -> tuple[Field, ...]:
        """The fields of one administrator; the second's others appear once there is a name."""
        pin, words = f"{which}pin", self.words
        differ = self.input(f"{pin}_again") and self._differ(pin)
        return (
            self.field(f"{which}family_name", "ui.staff.family", hint="ui.hint.optional" if which else ""),
            self.field(f"{which}first_name", "ui.staff.first"),
            self.field(f"{which}title", "ui.staff.honorific", hint="ui.hint.optional", wide=True),
            self.field(pin, "ui.members.new_pin", "pin", hint="ui.staff.new_pin.hint"),
            self.field(
                f"{pin}_again", "ui.staff.again", "pin", error=words("ui.staff.differ") if differ else ""
            ),
        )

    def _to_write_down(self, founded: Founded) -> tuple[Block, ...]:
        words, count = self.words, len(founded.shares)
        return (
            Prose(
                key="inside",
                text=words("ui.founding.done", name=founded.name, site=founded.site),
                role="heading",
            ),
            Prose(key="shares_about", text=words("ui.founding.shares", n=str(count))),
            Facts(
                key="shares",
                stacked=True,
                facts=tuple(
                    Fact(words("cli.secrets.share", number=str(number), count=str(count)), share)
                    for number, share in enumerate(founded.shares, start=1)
                ),
            ),
            Prose(key="write_down", text=words("ui.founding.words")),
            Prose(key="passphrase", text=founded.passphrase, role="lead"),
            Form(
                key="paper",
                slot="side",
                title=words("ui.founding.paper"),
                fields=(self.field("pages", "ui.founding.pages", wide=True),),
                submit="save_shares",
                note=words("ui.founding.paper.note"),
            ),
            Actions(
                key="actions",
                slot="bottom",
                actions=(self.button("save_shares"), self.button("begin", primary=True)),
            ),
        )
