"""The rules of the site: which hold, since which act, who signed; and switching one on."""

from node.api.base import Answer
from node.api.rules import GetRules, Rules, RuleView, SwitchRule
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.blocks import Actions, Cell, Grid, Mark, Notice, Notices, Page, Prose, Row
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand, first
from ui.presenters.office import Office


class SiteRules(Office):
    """The list fills the screen; the one button is for the row in hand."""

    name = "rules"
    _others: tuple[str, ...] = ()
    """Workstations that run a program without some of these rules."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[RuleView](lambda row: row.name)

    def load(self) -> None:
        self.ask(GetRules(), self._listed, quiet=self._list.rows is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Rules):
            self._others = answer.others
            self._list.take(answer.rows, lambda rows: first([row for row in rows if _can(row)] or rows))
            self.show()

    def selected_rules(self, row: str) -> None:
        self._list.choose(row)
        self.show()

    def opened_rules(self, row: str) -> None:
        self.selected_rules(row)
        self.act_switch_rule()

    def act_switch_rule(self) -> None:
        """It cannot be undone, and whoever runs an older program is named before."""
        row, words, others = self._list.row, self.words, self._others
        if row is None or not _can(row):
            return
        self.sign(
            Signing(
                title=words("ui.act.switch_rule"),
                lines=(words(f"rule.{row.name}"),),
                command=lambda pin, _: SwitchRule(name=row.name, pin=pin),
                done=lambda _: None,
                consequence=listed(
                    (
                        words("ui.rules.consequence"),
                        _late(words, row),
                        words("ui.rules.behind", names=", ".join(others)) if others else "",
                    ),
                    " ",
                ),
                danger=True,
            ),
            words("ui.rules.done"),
        )

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows, row = self.words, self._list.rows, self._list.row
        return Page(
            title=words("ui.screen.rules"),
            subtitle="" if rows is None else words.count("ui.count.rules_on", sum(one.on for one in rows)),
            busy=rows is None,
            blocks=(
                Notices(key="notices", slot="top", notices=(*self.notices, *self._behind(), *self._gap())),
                Prose(key="lead", slot="top", text=words("ui.rules.lead"), role="muted"),
                Grid(
                    key="rules",
                    columns=(self.column("rule", 7), self.column("state", 2), self.column("signed_by", 4)),
                    rows=tuple(self._shown(one) for one in rows or ()),
                    selected=self._list.id,
                    empty=words("ui.rules.none"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button("return", icon="chevron_left"),
                        self.button("agreements"),
                        self.button(
                            "switch_rule",
                            primary=True,
                            enabled=row is not None and _can(row),
                            why_not=words(f"ui.rules.why_not.{_standing(row)}")
                            if row is not None and not _can(row)
                            else "",
                            danger=True,
                        ),
                    ),
                ),
            ),
        )

    def _behind(self) -> tuple[Notice, ...]:
        if not self._others:
            return ()
        return (Notice("warning", self.words("ui.rules.behind", names=", ".join(self._others))),)

    def _gap(self) -> tuple[Notice, ...]:
        """What the rule in hand leaves open on this site."""
        row = self._list.row
        left = _late(self.words, row) if row is not None else ""
        return (Notice("info", left),) if left else ()

    def _shown(self, row: RuleView) -> Row:
        words = self.words
        standing = _standing(row)
        title = words(f"rule.{row.name}.title") if row.known else words("ui.rules.newer")
        about = f"{words(f'rule.{row.name}')} ({row.name})" if row.known else row.name
        marks = {"on": "settled", "proposed": "probable", "off": "voided", "newer": "held"}
        return Row(
            row.name,
            (
                Cell(title, about, strong=True),
                Cell(
                    words(f"ui.rules.standing.{'on' if row.on else standing}"), mark=Mark(marks[standing], "")
                ),
                Cell(self._signed(row), words("ui.rules.founding") if row.founding else ""),
            ),
        )

    def _signed(self, row: RuleView) -> str:
        """`Dr EXEMPLE, PUI-1, 14:05`: one for each who signed."""
        words, now = self.words, self.desk.now()
        if row.founding:
            return words.instant(row.signed[0].at)
        return listed(
            (
                shown.stamp(words, one, now)
                if one.person
                else listed(
                    (words("ui.standing.recovery_key"), one.workstation, words.when(one.at, now)), ", "
                )
                for one in row.signed
            ),
            words("ui.standing.and"),
        )


def _late(words: Format, row: RuleView) -> str:
    """What a rule leaves open where the site was not founded with it; of most nothing."""
    return "" if row.founding else words.known(f"rule.{row.name}.late", "")


def _standing(row: RuleView) -> str:
    """`newer` (unknown to this program), `on`, `proposed` or `off`."""
    if not row.known:
        return "newer"
    return "on" if row.on else "proposed" if row.proposed else "off"


def _can(row: RuleView) -> bool:
    return _standing(row) == "off"
