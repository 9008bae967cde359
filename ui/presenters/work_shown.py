"""A computation laid open, so that whoever signs can do it again."""

from decimal import Decimal

from schema.computation import Computation
from schema.refusal import value_shown
from ui.format import Format
from ui.presenters.blocks import Work


def work(words: Format, key: str, title: str, done: Computation) -> Work:
    """A computation laid open: formula, inputs, choices, steps, cap, reduction, rounding, result."""
    lines: list[tuple[str, str]] = [(words("ui.work.formula"), _formula(words, done.formula))]
    lines += [(_figure(words, item.name), words.quantity(item.quantity)) for item in done.inputs]
    lines += [
        (
            words.known(f"choice.{item.name}", item.name),
            words.known(f"choice.{item.name}.{item.value}", value_shown("", item.value, words.language)),
        )
        for item in done.choices
    ]
    lines += [(_figure(words, item.name), words.quantity(item.quantity)) for item in done.steps]
    if done.cap is not None:
        lines.append((words("ui.work.cap"), words.quantity(done.cap)))
    if done.reduction is not None:
        reason = done.reduction.reason
        lines.append((words("ui.work.reduction"), f"{words.quantity(done.reduction.percent)} ({reason})"))
    if done.rounding is not None:
        lines.append((words("ui.work.rounding"), rounding(words, done)))
    lines.append((words("ui.work.result"), words.quantity(done.result)))
    return Work(
        key=key,
        slot="side",
        title=title,
        summary=words.quantity(done.result),
        lines=tuple(lines),
    )


def rounding(words: Format, done: Computation) -> str:
    """`au plus proche de 5 mg`: the policy in words."""
    policy = done.rounding
    if policy is None:
        return ""
    return words(f"ui.rounding.{policy.mode}", step=words.number(Decimal(policy.step)))


def _formula(words: Format, formula: str) -> str:
    name, _, version = formula.partition("/")
    return words.known(f"formula.{name}", words.known(f"formula.{formula}", name)) + (
        f" (v{version})" if version else ""
    )


def _figure(words: Format, name: str) -> str:
    return words.known(f"figure.{name}", name)
