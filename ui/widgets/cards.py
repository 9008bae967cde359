"""Cards: things to look at one by one, each with its acknowledgement and its acts."""

from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.format import listed
from ui.presenters.blocks import Card, Cards
from ui.theme import Theme
from ui.widgets.buttons import ActButton
from ui.widgets.parts import Flow, Hands, empty, frame, label, marked


class CardsBlock(QWidget):
    """Cards under a title, side by side where there is room."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        self._hands = hands
        self._drawn: tuple[Cards, Theme] | None = None
        self._block = ""
        self._narrow = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(6))

    def draw(self, block: Cards, theme: Theme) -> None:
        """Show these cards."""
        self.setVisible(bool(block.cards))
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        had = getattr(self.focusWidget(), "objectName", str)()
        self._block = block.key
        self._narrow = block.slot == "side"
        empty(self._layout)
        if block.title:
            self._layout.addWidget(label(block.title, "section", wrap=True))
        for card in block.cards:
            self._layout.addWidget(self._card(card, theme))
        if block.note:
            self._layout.addWidget(label(block.note, "hint", wrap=True))
        if had:
            again = self.findChild(QWidget, had)
            if again is not None:
                again.setFocus()

    def _card(self, card: Card, theme: Theme) -> QWidget:
        px = theme.px
        box = frame(f"card-{card.tone}" if card.tone else "card")
        across: QBoxLayout = QVBoxLayout(box) if self._narrow else QHBoxLayout(box)
        across.setContentsMargins(px(12), px(8), px(12), px(8))
        layout = QVBoxLayout()
        layout.setSpacing(px(3))
        across.addLayout(layout, 1)
        layout.addWidget(marked(card.mark, label(card.title, "value-strong", wrap=True), theme))
        if card.mark is not None and card.mark.word:
            layout.addWidget(label(card.mark.word, "label", wrap=True))
        for line in card.lines if self._narrow else (listed(card.lines),):
            if line:
                layout.addWidget(label(line, "", wrap=True))
        if card.tick:
            tick = QCheckBox(card.tick)
            tick.setObjectName(f"tick_{card.id}")
            tick.setChecked(card.ticked)
            tick.toggled.connect(lambda on: self._hands.ticked(self._block, card.id, on))
            layout.addWidget(tick)
        if card.actions:
            holder = QWidget()
            row: QLayout = Flow(holder, px(8)) if self._narrow else QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            for action in card.actions:
                row.addWidget(ActButton(action, self._hands, theme))
            across.addWidget(holder)
        return box
