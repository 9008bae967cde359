"""Buttons named after their acts; the primary one last, with Ctrl+Enter, dangerous ones first."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.icons import glyph
from ui.presenters.blocks import Action, Actions
from ui.style import tag
from ui.theme import Theme
from ui.widgets.parts import Flow, Hands, empty, in_bar, label

PRIMARY_KEYS = ("Ctrl+Return", "Ctrl+Enter")


class ActButton(QPushButton):
    """A button that does what its label says; Enter presses it too."""

    def __init__(self, action: Action, hands: Hands, theme: Theme) -> None:
        super().__init__(action.label)
        self.action_key = action.key
        self.setObjectName(f"act_{action.key}")
        self.setAutoDefault(True)
        tag(self, "primary" if action.primary else "danger" if action.danger else "")
        self.setEnabled(action.enabled)
        self.setAccessibleDescription(action.why_not if not action.enabled else "")
        told = (
            action.why_not
            if not action.enabled
            else action.shortcut or ("Ctrl+Enter" if action.primary else "")
        )
        self.setToolTip(told)
        if action.icon:
            colours = theme.palette
            colour = (
                colours.strong_line
                if not action.enabled
                else colours.on_accent
                if action.primary
                else colours.danger
                if action.danger
                else colours.text
            )
            self.setIcon(glyph(action.icon, colour, theme.px(18)))
            self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.clicked.connect(lambda: hands.act(action.key))


class ActionsBlock(QFrame):
    """A row of buttons."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del theme
        self._hands = hands
        self._row = QHBoxLayout(self)
        self._drawn: tuple[Actions, Theme] | None = None
        self._shortcuts: list[QShortcut] = []

    def draw(self, block: Actions, theme: Theme) -> None:
        """Show these buttons; the one with the keyboard keeps it."""
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        focused = self.focusWidget()
        had = focused.action_key if isinstance(focused, ActButton) and focused.hasFocus() else ""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()
        px = theme.px
        bar = block.slot == "bottom"
        in_bar(self, self._row, theme, bar=bar, below=4)
        empty(self._row)
        again: ActButton | None = None
        holder = QWidget()
        flow = Flow(holder, px(8), right=bar)
        ordered = sorted(block.actions, key=lambda action: (action.primary, not action.danger))
        for action in ordered:
            if action.primary and action.why_not and not action.enabled:
                flow.addWidget(label(action.why_not, "hint"))
            button = ActButton(action, self._hands, theme)
            flow.addWidget(button)
            if action.enabled:
                self._bind(action)
            if action.key == had:
                again = button
        self._row.addWidget(holder)
        holder.show()
        if again is not None:
            again.setFocus()

    def _bind(self, action: Action) -> None:
        # Escape belongs to the window, which knows what there is to leave.
        keys = [action.shortcut] if action.shortcut not in {"", "Esc"} else []
        if action.primary:
            keys += PRIMARY_KEYS
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), self.window())
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda verb=action.key: self._hands.act(verb))
            self._shortcuts.append(shortcut)

    def silence(self) -> None:
        """The screen is left: its keys mean nothing any more."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()
        self._drawn = None
