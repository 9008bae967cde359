"""Tells Qt how things look: the style sheet, the font, the palette, all made from `ui/theme.py`."""

from functools import cache
from importlib import resources

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Theme

FAMILY = "Source Sans Pro"
_FACES = ("Regular", "Semibold", "Bold", "It")


@cache
def load_fonts() -> None:
    """Register the faces once; the same family is on the papers."""
    folder = resources.files("font_source_sans_pro") / "files"
    for face in _FACES:
        with resources.as_file(folder / f"SourceSansPro-{face}.ttf") as path:
            QFontDatabase.addApplicationFont(str(path))


def apply(application: QApplication, theme: Theme) -> None:
    """Dress the whole application."""
    load_fonts()
    application.setStyle("Fusion")
    font = QFont(FAMILY)
    font.setPixelSize(theme.px(15))
    application.setFont(font)
    colours = theme.palette
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.ToolTipBase: colours.header,
        QPalette.ColorRole.ToolTipText: colours.on_header,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    application.setPalette(palette)
    application.setStyleSheet(stylesheet(theme))


def tag(widget: QWidget, role: str) -> None:
    """Give a widget its role in the style sheet, and draw it anew."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties again; one not shown yet is looked at when it is."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def stylesheet(theme: Theme) -> str:
    """The style sheet of this palette at this zoom."""
    c, px = theme.palette, theme.px
    tones = "\n".join(
        f"""
        QFrame[role="notice-{level}"] {{ background: {back}; border: none;
        border-left: {px(4)}px solid {fore};
            border-radius: {px(4)}px; }}
        QFrame[role="notice-{level}"] QLabel {{ color: {fore}; background: transparent; }}
        QFrame[role="card-{level}"] {{ background: {back}; border: 1px solid {fore};
        border-radius: {px(6)}px; }}
        QLabel[role="tone-{level}"] {{ color: {fore}; font-weight: 600; }}
        """
        for level, (back, fore) in c.tones.items()
    )
    return f"""
    QWidget {{ color: {c.text}; }}
    QMainWindow, QDialog, QWidget[role="window"] {{ background: {c.window}; }}
    QLabel {{ background: transparent; }}
    QToolTip {{ background: {c.header}; color: {c.on_header}; border: none; padding: {px(6)}px; }}

    QWidget[role="header"] {{ background: {c.header}; }}
    QWidget[role="header"] QLabel {{ color: {c.on_header}; }}
    QLabel[role="header-muted"] {{ color: {c.header_muted}; }}
    QLabel[role="header-strong"] {{ color: {c.on_header}; font-weight: 600; }}
    QLabel[role="brand"] {{ color: {c.on_header}; font-size: {px(18)}px; font-weight: 700; }}
    QPushButton[role="search"] {{ background: transparent; color: {c.header_muted}; text-align: left;
        border: 1px solid {c.header_muted}; border-radius: {px(5)}px; padding: {px(4)}px {px(10)}px; }}
    QPushButton[role="search"]:focus, QPushButton[role="search"]:hover {{ color: {c.on_header};
        border-color: {c.on_header}; }}
    QPushButton[role^="alert"] {{ border-radius: {px(5)}px; padding: {px(3)}px {px(10)}px; font-weight: 600;
        border: {px(2)}px solid transparent; }}
    QPushButton[role="alert-alarm"] {{ background: {c.tones["alarm"][0]}; color: {c.tones["alarm"][1]}; }}
    QPushButton[role="alert-warning"] {{ background: {c.tones["warning"][0]};
        color: {c.tones["warning"][1]}; }}
    QPushButton[role^="alert"]:focus {{ border-color: {c.on_header}; }}

    QWidget[role="rail"] {{ background: {c.surface}; border-right: 1px solid {c.line}; }}
    QPushButton[role^="rail"] {{ background: transparent; border: none;
        border-left: {px(3)}px solid transparent;
        text-align: left; padding: {px(9)}px {px(10)}px {px(9)}px {px(11)}px; color: {c.text}; }}
    QPushButton[role="rail-here"] {{ background: {c.selected}; border-left-color: {c.accent};
        font-weight: 600; }}
    QPushButton[role^="rail"]:hover {{ background: {c.hover}; }}
    QPushButton[role^="rail"]:focus {{ background: {c.selected}; }}

    QWidget[role="network"] {{ background: {c.surface}; border-top: 1px solid {c.strong_line}; }}
    QLabel[role="evidence"] {{ color: {c.muted}; font-size: {px(13)}px; }}
    QLabel[role="evidence-warning"] {{ color: {c.tones["warning"][1]}; font-size: {px(13)}px; }}

    QFrame[role="banner"] {{ background: {c.surface}; border-bottom: {px(3)}px solid {c.accent}; }}
    QLabel[role="patient"] {{ font-size: {px(21)}px; font-weight: 700; }}
    QLabel[role="banner-label"] {{ color: {c.muted}; font-size: {px(14)}px; }}
    QLabel[role="banner-value"] {{ font-size: {px(14)}px; font-weight: 600; }}
    QLabel[role="given"] {{ font-size: {px(21)}px; }}

    QLabel[role="title"] {{ font-size: {px(22)}px; font-weight: 600; }}
    QLabel[role="subtitle"] {{ color: {c.muted}; font-size: {px(15)}px; }}
    QLabel[role="section"] {{ font-size: {px(15)}px; font-weight: 600; color: {c.text}; }}
    QLabel[role="lead"] {{ font-size: {px(28)}px; font-weight: 700; }}
    QLabel[role="code"] {{ font-size: {px(56)}px; font-weight: 700; }}
    QLabel[role="heading"] {{ font-size: {px(17)}px; font-weight: 600; }}
    QLabel[role="muted"], QLabel[role="label"], QLabel[role="hint"] {{ color: {c.muted}; }}
    QLabel[role="label"], QLabel[role="hint"] {{ font-size: {px(13)}px; }}
    QLabel[role="value-strong"] {{ font-weight: 600; }}
    QLabel[role="echo"] {{ color: {c.tones["done"][1]}; font-size: {px(13)}px; font-weight: 600; }}
    QLabel[role="error"] {{ color: {c.danger}; font-size: {px(13)}px; font-weight: 600; }}
    QLabel[role="drug"] {{ font-size: {px(20)}px; font-weight: 700; }}
    QLabel[role="dose"] {{ font-size: {px(24)}px; font-weight: 700; }}
    QLabel[role="differs"] {{ font-weight: 700; background: {c.tones["warning"][0]};
        color: {c.tones["warning"][1]};
        padding: {px(2)}px {px(6)}px; border-radius: {px(3)}px; }}
    QLabel[role="same"] {{ padding: {px(2)}px {px(6)}px; }}

    QFrame[role="panel"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(6)}px; }}
    QFrame[role="version"] {{ background: {c.raised}; border: 1px solid {c.strong_line};
        border-radius: {px(6)}px; }}
    QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(6)}px; }}
    QFrame[role="actions"] {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
    QFrame[role="rule"] {{ background: {c.line}; max-height: 1px; min-height: 1px; border: none; }}
    {tones}

    QLineEdit, QPlainTextEdit, QComboBox {{ background: {c.surface}; border: 1px solid {c.strong_line};
        border-radius: {px(4)}px; padding: {px(5)}px {px(8)}px; selection-background-color: {c.accent};
        selection-color: {c.on_accent}; min-height: {px(20)}px; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: {px(2)}px solid {c.accent};
        padding: {px(4)}px {px(7)}px; }}
    QLineEdit[wrong="true"] {{ border-color: {c.danger}; }}
    QLineEdit:disabled, QComboBox:disabled {{ background: {c.window}; color: {c.muted}; }}
    QComboBox::drop-down {{ border: none; width: {px(24)}px; }}
    QComboBox::down-arrow {{ image: url("{_picture(theme, "down")}");
        width: {px(14)}px; height: {px(14)}px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.strong_line};
        selection-background-color: {c.selected}; selection-color: {c.text}; outline: none; }}
    QComboBox QAbstractItemView::item {{ min-height: {px(28)}px; padding: 0 {px(6)}px; }}
    QCheckBox {{ spacing: {px(8)}px; padding: {px(3)}px; border: {px(2)}px solid transparent;
        border-radius: {px(4)}px; }}
    QCheckBox:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator {{ width: {px(16)}px; height: {px(16)}px; border: {px(2)}px solid {c.muted};
        border-radius: {px(3)}px; background: {c.surface}; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{_picture(theme, "tick")}"); }}

    QPushButton {{ background: {c.surface}; border: 1px solid {c.strong_line}; border-radius: {px(5)}px;
        padding: {px(7)}px {px(14)}px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:focus {{ border: {px(2)}px solid {c.accent}; padding: {px(6)}px {px(13)}px; }}
    QPushButton:disabled {{ color: {c.strong_line}; border-color: {c.line}; background: {c.window}; }}
    QPushButton[role="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
        font-weight: 600; }}
    QPushButton[role="primary"]:focus {{ border: {px(2)}px solid {c.text}; }}
    QPushButton[role="primary"]:disabled {{ background: {c.line}; color: {c.muted}; border-color: {c.line}; }}
    QPushButton[role="danger"] {{ color: {c.danger}; border-color: {c.danger}; }}
    QPushButton[role="danger"]:disabled {{ color: {c.strong_line}; border-color: {c.line}; }}
    QPushButton[role="danger-primary"] {{ background: {c.danger}; color: {c.surface};
        border-color: {c.danger};
        font-weight: 600; }}
    QPushButton[role="expander"] {{ text-align: left; border: none; background: transparent; font-weight: 600;
        padding: {px(6)}px {px(4)}px; }}
    QPushButton[role="expander"]:focus {{ border: {px(2)}px solid {c.accent}; padding: {px(4)}px {px(2)}px; }}

    QTableView {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(6)}px;
        outline: none; gridline-color: {c.line}; }}
    QTableView:focus {{ border: 1px solid {c.accent}; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: {c.raised}; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.strong_line}; padding: {px(6)}px {px(8)}px; font-size: {px(13)}px;
        font-weight: 600; }}
    QListWidget {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(6)}px;
        outline: none; }}
    QListWidget::item {{ padding: 0; }}
    QListWidget::item:selected {{ background: {c.selected}; color: {c.text}; }}

    QScrollArea {{ border: none; background: transparent; }}
    QScrollArea[role="reading"]:focus {{ border: {px(2)}px solid {c.accent}; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}
    QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
    QScrollBar::handle {{ background: {c.strong_line}; border-radius: {px(4)}px; margin: {px(2)}px; }}
    QScrollBar::handle:vertical {{ min-height: {px(30)}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _picture(theme: Theme, name: str) -> str:
    """The style sheet draws these from files; ours are in the package."""
    mode = "dark" if theme.palette.dark else "light"
    return str(resources.files("ui") / "pictures" / f"{name}_{mode}.svg").replace("\\", "/")
