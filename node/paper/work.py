"""A computation in words: what a pharmacist needs to redo it with a pocket calculator.

Names of formulas, figures and choices are those of the catalogue, shared with the screen.
"""

from dataclasses import dataclass

from node.paper.wording import Wording
from schema.computation import Choice, Computation, Figure
from schema.i18n import text
from schema.quantity import Quantity
from schema.refusal import value_shown


@dataclass(frozen=True)
class Work:
    """One computation, ready to print."""

    formula: str
    details: str
    """Inputs, choices, steps, cap, reduction, rounding."""
    result: str
    """`= 150 mg`."""


def work_of(item: Computation, words: Wording) -> Work:
    """The words of one computation."""
    language = words.language
    details = [_figure(figure, words) for figure in item.inputs]
    details += [_choice(choice, language) for choice in item.choices]
    changes = _changes(item, words)
    for figure in item.steps:
        # What lowered the dose is said just before the step that it led to.
        details += [*changes.pop(figure.name, ()), _figure(figure, words)]
    details += [said for rest in changes.values() for said in rest]
    if item.rounding:
        step = Quantity(item.rounding.step, item.result.unit)
        details.append(words(f"rounding.{item.rounding.mode}", step=words.amount(step)))
    return Work(
        formula=text(f"formula.{item.formula}", language),
        details=words("separator").join(details),
        result="=\u00a0" + words.amount(item.result),
    )


def _choice(choice: Choice, language: str) -> str:
    """A choice by its words; one whose value is a quantity, by the words of its name."""
    own = f"choice.{choice.name}.{choice.value}"
    said = text(own, language)
    value = value_shown("", choice.value, language)
    return said if said != own else text(f"choice.{choice.name}.of", language, {"value": value})


def _changes(item: Computation, words: Wording) -> dict[str, tuple[str, ...]]:
    """Cap and reduction in words, by the name of the step that shows their effect."""
    changes: dict[str, tuple[str, ...]] = {}
    if item.cap:
        changes["capped"] = (words("cap", amount=words.amount(item.cap)),)
    if item.reduction:
        percent = words.amount(item.reduction.percent)
        changes["reduced"] = (words("reduction", percent=percent, reason=item.reduction.reason),)
    return changes


def _figure(figure: Figure, words: Wording) -> str:
    return f"{text(f'figure.{figure.name}', words.language)} {words.amount(figure.quantity)}"
