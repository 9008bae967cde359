"""What takes two people: what others proposed, and agreeing to it with what it entails in view."""

from node.api.agreement import Agree, CallOff, GetProposals, Proposals, ProposalView
from node.api.base import Answer
from ui.format import listed
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Cell, Grid, Mark, Notices, Page, Prose, Row
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand, act_id, first
from ui.presenters.office import Office
from ui.presenters.proposed import apart
from ui.presenters.shown import stamp


class Agreement(Office):
    """The list fills the screen; one's own proposals are there too, and wait for somebody else."""

    name = "agreement"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[ProposalView](lambda row: act_id(row.act))
        self._apart: tuple[ProposalView, ...] = ()

    def load(self) -> None:
        self.ask(GetProposals(), self._listed, quiet=self._list.rows is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Proposals):
            self._apart = answer.apart
            self._list.take(answer.proposals, lambda rows: first([row for row in rows if not row.agrees]))
            self.show()

    def selected_proposals(self, row: str) -> None:
        self._list.choose(row)
        self.show()

    def opened_proposals(self, row: str) -> None:
        self.selected_proposals(row)
        self.act_second()

    def act_second(self) -> None:
        """The second signature."""
        row, words = self._list.row, self.words
        if row is None or row.agrees:
            return
        self.sign(
            Signing(
                title=words(f"proposal.{row.kind}"),
                lines=(row.subject, self._detail(row), self._by(row)),
                command=lambda pin, _: Agree(act=row.act, pin=pin),
                done=nothing,
                consequence=words(f"proposal.{row.kind}.follows"),
                danger=True,
            ),
            words("ui.agreement.done"),
        )

    def act_call_off(self) -> None:
        """One's own, or what one might have proposed."""
        row, words = self._list.row, self.words
        if row is None or row.calls_off:
            return
        self.sign(
            Signing(
                title=words("ui.act.call_off"),
                lines=(words(f"proposal.{row.kind}"), row.subject, self._detail(row), self._by(row)),
                command=lambda pin, reason: CallOff(act=row.act, reason=reason, pin=pin),
                done=nothing,
                consequence=words("ui.agreement.call_off.follows"),
                reason=words("ui.reason"),
                danger=True,
            ),
            words("ui.agreement.called_off"),
        )

    def page(self) -> Page:
        words, rows, row = self.words, self._list.rows, self._list.row
        why_not = words(f"refusal.membership.{row.agrees}") if row is not None and row.agrees else ""
        return Page(
            title=words("ui.screen.agreement"),
            subtitle=words.count("ui.count.proposals", len(rows)) if rows else "",
            busy=rows is None,
            blocks=(
                Notices(
                    key="notices",
                    slot="top",
                    notices=(*self.notices, *apart(words, self._apart, self.desk.now())),
                ),
                Prose(key="lead", slot="top", text=words("ui.agreement.lead"), role="muted"),
                Grid(
                    key="proposals",
                    columns=(
                        self.column("proposal", 3),
                        self.column("subject", 3),
                        self.column("proposed_by", 3),
                        self.column("state", 2),
                    ),
                    rows=tuple(self._shown(one) for one in rows or ()),
                    selected=self._list.id,
                    empty=words("ui.agreement.none"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        *(
                            (self.button("forks"),)
                            if row is not None and row.kind == "fork_settlement"
                            else ()
                        ),
                        self.button(
                            "call_off",
                            enabled=row is not None and not row.calls_off,
                            why_not=words(f"refusal.membership.{row.calls_off}")
                            if row is not None and row.calls_off
                            else words("ui.agreement.choose"),
                        ),
                        self.button(
                            "second",
                            primary=True,
                            enabled=row is not None and not row.agrees,
                            why_not=why_not or words("ui.agreement.choose"),
                            danger=True,
                        ),
                        self.button("return", icon="chevron_left"),
                    ),
                ),
            ),
        )

    def _shown(self, row: ProposalView) -> Row:
        words = self.words
        when = words.when(row.by.at, self.desk.now())
        if not row.agrees:
            state = Cell(words("ui.agreement.mine"), mark=Mark("probable", ""))
        elif row.agrees == "same_person":
            state = Cell(words("ui.agreement.waits"))
        else:
            state = Cell(words(f"refusal.membership.{row.agrees}"))
        return Row(
            act_id(row.act),
            (
                Cell(words(f"proposal.{row.kind}"), strong=True),
                Cell(row.subject, self._detail(row)),
                Cell(row.by.person, listed((row.by.workstation, when), ", ")),
                state,
            ),
        )

    def _by(self, row: ProposalView) -> str:
        """Who, where, when: two proposals about one person are told apart by nothing else."""
        return self.words("ui.agreement.by", who=stamp(self.words, row.by, self.desk.now()))

    def _detail(self, row: ProposalView) -> str:
        if row.kind == "fork_settlement":
            versions = listed(row.detail.split(","), ", ")
            return (
                self.words("ui.forks.counting", versions=versions)
                if row.detail
                else self.words("ui.forks.none_counts")
            )
        if row.kind in {"administrator", "administrator_dismissal", "pin_right"}:
            return listed((self.words.named("right", right) for right in row.detail.split(",")), ", ")
        if row.kind == "rules":
            return listed((self.words.named("rule", rule) for rule in row.detail.split(",")), " ")
        aside = self.words(f"proposal.{row.kind}.aside", n=self.words.whole(row.aside)) if row.aside else ""
        return listed((row.detail, aside))
