"""Lines and the places on them: what lies below what, however deep, and what remains of many."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.lines import BY_NUMBER, Line, highest, sorted_out, take, within
from tests.sync.branching import Branching, Where, name

DEEP = 2**14
chances = st.integers(0, 2**32).map(Random)


def test_a_step_down_of_any_length_takes_few() -> None:
    """And as many lines are let go at once as somebody may hang on one another."""
    lines = [Line(name(0))]
    for number in range(1, DEEP):
        lines.append(Line(name(number), lines[-1], number))
    top = lines[-1]
    chance = Random(1)
    for depth in (0, 1, DEEP - 2, DEEP - 1, *(chance.randrange(DEEP) for _ in range(50))):
        assert top.at(depth) is lines[depth]
        assert top.holding(depth) is lines[depth]
        assert top.on(lines[depth], DEEP + 7) == (depth if depth < DEEP - 1 else DEEP + 7)
        steps, line = 0, top
        while line.depth > depth:
            line, steps = (line.jump if line.jump.depth >= depth else line.base), steps + 1
        assert steps <= 3 * DEEP.bit_length()
    assert [*lines[2].down(9)] == [(name(2), 9), (name(1), 1), (name(0), 0)]


@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(1, 9)), max_size=400), st.booleans())
def test_whatever_leaves_a_line_stands_before_it(made: list[tuple[int, int]], nested: bool) -> None:
    """What leaves it first before what does so further on, each with all that leaves it."""
    lines = [Line(name(0))]
    for which, further in made:
        base = lines[-1] if nested else lines[which % len(lines)]
        lines.append(Line(name(len(lines)), base, base.since + further))
    leaving: dict[bytes, list[Line]] = {}
    for line in lines[1:]:
        leaving.setdefault(line.base.strand, []).append(line)
    ordered = sorted(lines, key=BY_NUMBER)
    assert len({line.number for line in lines}) == len(lines)
    at = {line.strand: place for place, line in enumerate(ordered)}
    size = dict.fromkeys(at, 1)
    for line in ordered[:-1]:
        size[line.base.strand] += size[line.strand]
    for line in lines:
        start = at[line.strand] - size[line.strand] + 1
        for one in sorted(leaving.get(line.strand, []), key=BY_NUMBER):
            assert at[one.strand] == start + size[one.strand] - 1, "nothing else lies between"
            start += size[one.strand]
        seqs = [one.since for one in sorted(leaving.get(line.strand, []), key=BY_NUMBER)]
        assert seqs == sorted(seqs)


@given(chances, st.integers(1, 30), st.sampled_from([0.0, 0.5, 1.0]))
def test_of_places_those_remain_of_which_nothing_is_above(chance: Random, written: int, deep: float) -> None:
    all_of = Branching(chance, written, deep=deep, journals=2)
    ours = [place for place in all_of.below if all_of.strands.journal(place[0]) == name(0)]
    lines = all_of.strands.nothing.lines or {name(0): Line(name(0))}
    some = chance.sample(ours, (len(ours) + 1) // 2)
    ends, seqs, held = list[Line](), dict[bytes, int](), set[Where]()
    for strand, seq in some:
        take(ends, seqs, lines[strand], seq)
        held |= all_of.below[strand, seq]
    beneath = {one for other in held for one in all_of.below[other] - {other}}
    assert {*seqs.items()} == held - beneath
    assert ends == sorted((lines[strand] for strand in seqs), key=BY_NUMBER)
    for strand, seq in ours:
        line = lines[strand]
        assert highest(ends, seqs, line) == max((upto for one, upto in held if one == strand), default=0)
        found = within(ends, seqs, line, seq)
        below = [one for one in seqs if (one, seqs[one]) in all_of.below[strand, seq]]
        assert below == ([] if found is None else [found.strand])
    at_once = {strand: max(seq for one, seq in some if one == strand) for strand, _ in some}
    assert sorted_out([lines[strand] for strand in at_once], at_once) == ends
    assert at_once == seqs
