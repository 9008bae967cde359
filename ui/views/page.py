"""Draws any page: blocks in their places, in the order of the presenter, which is the tab order.

A view of a screen says only how its places share the room. A block that is still there keeps its
widget, so typing, selection and scroll survive every refresh.
"""

import itertools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.presenters.base import Presenter
from ui.presenters.blocks import (
    Actions,
    Block,
    Cards,
    DoseCard,
    Facts,
    Form,
    Grid,
    Notices,
    Page,
    Prose,
    Versions,
    Work,
)
from ui.theme import Theme
from ui.views.room import Room
from ui.widgets.buttons import ActButton, ActionsBlock
from ui.widgets.cards import CardsBlock
from ui.widgets.dose_card import DoseCardBlock
from ui.widgets.facts import FactsBlock, ProseBlock
from ui.widgets.form import FormBlock
from ui.widgets.notices import NoticesBlock
from ui.widgets.parts import Hands
from ui.widgets.table import GridBlock
from ui.widgets.versions import VersionsBlock
from ui.widgets.work import WorkBlock


class BlockWidget(Protocol):
    """What draws one kind of block."""

    def draw(self, block: Block, theme: Theme) -> None:
        """Show it."""


_WIDGETS: dict[type[Block], Callable[[Hands, Theme], QWidget]] = {
    Actions: ActionsBlock,
    Cards: CardsBlock,
    DoseCard: DoseCardBlock,
    Facts: FactsBlock,
    Form: FormBlock,
    Grid: GridBlock,
    Notices: NoticesBlock,
    Prose: ProseBlock,
    Versions: VersionsBlock,
    Work: WorkBlock,
}


_ENOUGH = 90
"""Of a tall table, what has to be seen to begin in it."""


class PageView(QWidget):
    """A screen. `fill` names the grid that takes the room left; `side` is the side column's width."""

    fill = ""
    most: Mapping[str, int] = MappingProxyType({})
    """Tables that scroll inside beyond this height at 100 %, so that what is in hand stays in view."""
    first = ""
    """The table that has the keyboard at first, where it is not the one that fills."""
    side = 380

    def __init__(
        self,
        presenter: Presenter,
        theme: Theme,
        changed: Callable[[Page], None],
        *,
        compact: bool = False,
        low: bool = True,
    ) -> None:
        """`compact`: one column that scrolls; if `low` there is no height for what stays below it either."""
        super().__init__()
        self._compact = compact
        self._low = compact and low
        self.presenter = presenter
        self.page = Page("")
        self._theme = theme
        self._changed = changed
        self._begun = False
        """Whether the keyboard was placed here: by us, or where the presenter wanted it."""
        self._blocks: dict[str, QWidget] = {}
        self._places: list[tuple[str, str]] = []
        self._room = self._lay_out(self)

    def _lay_out(self, page: QWidget) -> Room:
        return Room(
            page,
            self._theme,
            side=self.side,
            filled=bool(self.fill),
            compact=self._compact,
            low=self._low,
        )

    # --- drawing ----------------------------------------------------------------------------------

    def show_page(self, page: Page) -> None:
        """Draw this page; widgets of blocks that stay are kept."""
        self.page = page
        self._room.banner.draw(page.banner, self._theme)
        self._room.title.setText(page.title)
        self._room.subtitle.setText(page.subtitle)
        self._room.waiting.setText(self.presenter.words("ui.busy") if page.busy else "")
        places: list[tuple[str, str]] = [(block.key, block.slot) for block in page.blocks]
        if places != self._places:
            self._arrange(page)
            self._places = places
        for block in page.blocks:
            cast("BlockWidget", self._blocks[block.key]).draw(block, self._theme)
        self._room.aside.setVisible(any(block.slot == "side" for block in page.blocks))
        self._order_tabs()
        self._changed(page)
        # What had the keyboard on the screen before is gone: Qt gave it to whatever came next, here.
        if not page.busy and self.isVisible() and not (self._begun and self.focusWidget() is not None):
            self.focus_first()

    def _arrange(self, page: Page) -> None:
        """Put blocks in their places; make the new ones, drop those that are gone."""
        kept = {block.key for block in page.blocks}
        for key in [key for key in self._blocks if key not in kept]:
            gone = self._blocks.pop(key)
            if isinstance(gone, ActionsBlock):
                gone.silence()
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for block in page.blocks:
            if block.key not in self._blocks:
                widget = _WIDGETS[type(block)](self.presenter, self._theme)
                if isinstance(widget, GridBlock):
                    most = self.most.get(block.key, 0)
                    widget.fill(block.key == self.fill and not self._compact, most)
                self._blocks[block.key] = widget
        for slot, layout in self._room.slots.items():
            wanted = [block.key for block in page.blocks if block.slot == slot]
            for place, key in enumerate(wanted):
                widget, item = self._blocks[key], layout.itemAt(place)
                if item is None or item.widget() is not widget:
                    layout.insertWidget(place, widget, 1 if key == self.fill and not self._compact else 0)

    def _order_tabs(self) -> None:
        """Tab goes through top, main, side, bottom, block by block, field by field."""
        chain = self.tab_order()
        if self._room.reading is not None:
            chain.insert(0, self._room.reading)
        for before, after in itertools.pairwise(chain):
            QWidget.setTabOrder(before, after)

    def tab_order(self) -> list[QWidget]:
        """What Tab visits, in order."""
        found: list[QWidget] = []
        for slot in ("top", "main", "side", "bottom"):
            for block in self.page.blocks:
                if block.slot == slot:
                    found += focusable(self._blocks[block.key])
        return found

    # --- the keyboard -----------------------------------------------------------------------------

    def block(self, key: str) -> QWidget | None:
        """The widget of a block."""
        return self._blocks.get(key)

    def focus(self, key: str) -> None:
        """Put the keyboard in a field, a grid, or a button."""
        self._begun = True
        target = self._blocks.get(key)
        if isinstance(target, GridBlock):
            target.view.setFocus()
            return
        for widget in self.tab_order():
            if widget.objectName() in {key, f"act_{key}"}:
                widget.setFocus()
                return

    def focus_first(self) -> None:
        """Where one begins: the main table, else the first field, else the primary act; never a danger.

        In one column what one begins with may be far below: the keyboard then scrolls the page, from its top.
        """
        self._begun = True
        first = self._first()
        if self._room.reading is None:
            if first is not None:
                first.setFocus()
        elif first is not None:
            self._room.reading.setFocus()
            QTimer.singleShot(0, self, self._begin)  # once the page has been laid out

    def _begin(self) -> None:
        first, reading = self._first(), self._room.reading
        if first is None or reading is None or not reading.hasFocus():
            return
        content = reading.widget()
        layout = content.layout() if content is not None else None
        if layout is not None:
            layout.activate()
        top = first.mapTo(reading.viewport(), first.rect().topLeft()).y()
        if top + min(first.height(), self._theme.px(_ENOUGH)) <= reading.viewport().height():
            first.setFocus()

    def _first(self) -> QWidget | None:
        main = self._blocks.get(self.first or self.fill)
        if isinstance(main, GridBlock) and main.view.rows.grid.rows:
            return main.view
        chain = self.tab_order()
        fields = [widget for widget in chain if not isinstance(widget, ActButton)]
        primary = [widget for widget in chain if widget.property("role") == "primary"]
        return next(iter(fields + primary), None)

    def focus_next_region(self) -> None:
        """F8: from the main part to the side, to the buttons, and round."""
        places = {
            slot: [
                widget
                for block in self.page.blocks
                if block.slot == slot
                for widget in focusable(self._blocks[block.key])
            ]
            for slot in ("top", "main", "side", "bottom")
        }
        regions = [widgets for widgets in places.values() if widgets]
        here = next((at for at, widgets in enumerate(regions) if any(w.hasFocus() for w in widgets)), -1)
        if regions:
            regions[(here + 1) % len(regions)][0].setFocus()

    def clear(self, form: str) -> None:
        """Forget what was typed in a form."""
        block = self._blocks.get(form)
        if isinstance(block, FormBlock):
            block.clear()

    def leave(self) -> None:
        """The screen is left: its keys and late answers mean nothing any more."""
        self.presenter.detach()
        for block in self._blocks.values():
            if isinstance(block, ActionsBlock):
                block.silence()


class PageScreen:
    """The presenter's `View`: `show` is a name that QWidget needs for itself."""

    def __init__(self, view: PageView) -> None:
        self._view = view

    def show(self, page: Page) -> None:
        """Draw this page."""
        self._view.show_page(page)

    def focus(self, key: str) -> None:
        """Put the keyboard somewhere."""
        self._view.focus(key)

    def clear(self, form: str) -> None:
        """Forget what was typed in a form."""
        self._view.clear(form)


def focusable(widget: QWidget) -> list[QWidget]:
    """What the keyboard can be in, inside this widget, in the order in which it was made."""
    inside = [widget, *widget.findChildren(QWidget)]
    if isinstance(widget, FormBlock):
        inside = [field.input for field in widget.fields.values()]
    return [
        item
        for item in inside
        if item.focusPolicy() & Qt.FocusPolicy.TabFocus and item.isEnabled() and item.isVisibleTo(widget)
    ]
