"""A bag that its patient does not need: the doses of others that it fits, and the pharmacist's decision.

Two patients are on this screen, as on a list: it has no banner, and both are named in full before signing.
"""

from node.api.base import Answer
from node.api.reattribution import ProposeReattribution, Reattribute, ReattributionProposal, TargetDose
from schema.quantity import Quantity, Unit
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import Actions, Block, Cell, Fact, Facts, Grid, Notices, Page, Row
from ui.presenters.confirmed import confirmed
from ui.presenters.desk import Place, Signing, refusal


class Reattribution(Presenter):
    """The bag above, the doses that wait for such a bag below; those that fit come first."""

    name = "reattribution"
    _proposal: ReattributionProposal | None = None
    _selected = ""

    def load(self) -> None:
        command = ProposeReattribution(course=self.place.course, bag=self.place.bag)
        self.ask(command, self._proposed, quiet=self._proposal is not None)

    def _proposed(self, answer: Answer) -> None:
        if isinstance(answer, ReattributionProposal):
            first, self._proposal = self._proposal is None, answer
            if self._target() is None:
                # One that was chosen and is not there any more gives way to none, never to another patient's.
                self._selected = answer.targets[0].item.dose.hex() if first and answer.targets else ""
            self.show()

    def _target(self) -> TargetDose | None:
        targets = self._proposal.targets if self._proposal else ()
        return next((one for one in targets if one.item.dose.hex() == self._selected), None)

    def selected_targets(self, row: str) -> None:
        self._selected = row
        self.show()

    def opened_targets(self, row: str) -> None:
        self.selected_targets(row)
        self.act_reattribute()

    def act_reattribute(self) -> None:
        words, bag, target = self.words, self._proposal, self._target()
        if bag is None or target is None or not self._possible():
            self.focus("targets")
            return
        self.sign(
            Signing(
                title=words("ui.act.reattribute"),
                lines=(
                    f"{words.drug(bag.substance)} {words.quantity(bag.dose)}",
                    words("ui.number", number=bag.number),
                    words("ui.reattribution.from", name=words.name_in_full(bag.patient.identity)),
                    words("ui.reattribution.to", name=words.name_in_full(target.patient.identity)),
                    words("ui.reattribution.dose", dose=words.quantity(target.prescribed)),
                ),
                command=lambda pin, reason: Reattribute(
                    course=self.place.course,
                    bag=self.place.bag,
                    to_course=target.course,
                    item=target.item,
                    reason=reason,
                    pin=pin,
                    based_on=(*bag.heads, *target.heads),
                ),
                done=nothing,
                consequence=words("ui.reattribution.consequence"),
                reason=words("ui.reason"),
                danger=True,
            ),
            words("ui.reattribution.done"),
        )

    def act_course(self) -> None:
        """To the other dose, where the bag waits for its check under its new number."""
        target = self._target()
        if target is not None:
            self.desk.open(Place("course", patient=target.patient.patient, course=target.course))

    def _possible(self) -> bool:
        target = self._target()
        return (
            target is not None
            and self._proposal is not None
            and not (target.objections or self._proposal.objections)
        )

    def page(self) -> Page:
        words, bag = self.words, self._proposal
        blocks: list[Block] = [Notices(key="notices", slot="top", notices=self.notices)]
        if bag is not None:
            against = tuple(refusal(words, one) for one in bag.objections)
            blocks += [self._bag(bag), Notices(key="against", notices=against), self._targets(bag)]
        chosen = self._target()
        if chosen is not None:
            # What stands against the bag itself is said above, once.
            own = [one for one in chosen.objections if bag is None or one not in bag.objections]
            blocks.append(Notices(key="objections", notices=tuple(refusal(words, one) for one in own)))
            blocks.append(confirmed(words, "reattribution", chosen.confirmed, self.desk.now()))
        blocks.append(
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("course", enabled=chosen is not None),
                    self.button(
                        "reattribute",
                        primary=True,
                        enabled=self._possible(),
                        why_not=words("ui.reattribution.why_not"),
                    ),
                ),
            )
        )
        return Page(title=words("ui.screen.reattribution"), blocks=tuple(blocks), busy=bag is None)

    def _bag(self, bag: ReattributionProposal) -> Facts:
        words = self.words
        dose = f"{words.drug(bag.substance)} {words.quantity(bag.dose)}"
        return Facts(
            key="bag",
            title=words("ui.reattribution.bag"),
            columns=2,
            facts=(
                Fact(words("ui.preparation.number"), bag.number, strong=True),
                Fact(words("ui.reattribution.holds"), dose, strong=True),
                Fact(words("ui.reattribution.of"), words.name_in_full(bag.patient.identity)),
                Fact(words("ui.preparation.use_by"), words.instant(bag.use_by), strong=True),
                Fact(
                    words("ui.library.reattribution"),
                    words.quantity(Quantity(bag.limit_percent, Unit.PERCENT)),
                ),
            ),
        )

    def _targets(self, bag: ReattributionProposal) -> Grid:
        words = self.words
        return Grid(
            key="targets",
            title=words("ui.reattribution.targets"),
            columns=(
                self.column("patient", 4),
                self.column("prescribed", 2, right=True),
                self.column("off", 1, right=True),
                self.column("planned", 3),
                self.column("state", 3),
            ),
            rows=tuple(self._row(one) for one in bag.targets),
            selected=self._selected,
            empty=words("ui.reattribution.none"),
        )

    def _off(self, percent: str) -> str:
        value, _, sign = percent.partition(" ")
        return self.words.quantity(Quantity(value, Unit.PERCENT)) if sign else percent

    def _row(self, one: TargetDose) -> Row:
        words = self.words
        fits = words("ui.reattribution.no" if one.objections else "ui.reattribution.fits")
        return Row(
            one.item.dose.hex(),
            (
                Cell(words.name(one.patient.identity), words.numbers(one.patient.identity), strong=True),
                Cell(words.quantity(one.prescribed), right=True, strong=True),
                Cell(self._off(one.off_percent), right=True),
                Cell(words.day(one.planned), one.ward),
                Cell(fits),
            ),
            tone="warning" if one.objections else None,
        )
