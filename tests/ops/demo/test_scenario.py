"""The scenario file is one that can be played, and its people are plainly fictive."""

from ops.demo.scenario import body, identity, load
from schema.quantity import parse_typed


def test_the_day_has_73_doses() -> None:
    """As many are given or not given as were planned."""
    scenario = load()
    assert scenario.expected.planned_doses == 73
    assert scenario.expected.given + scenario.expected.not_given == 73


def test_eight_regimens_are_played() -> None:
    """The whole starter library."""
    from node.reference.library import REGIMENS

    assert {plan.regimen for plan in load().courses} == {regimen.code for regimen in REGIMENS}


def test_whoever_is_named_exists() -> None:
    """Each conflict happens to a patient of the scenario, and to one patient only."""
    scenario = load()
    patients = {plan.regimen: plan.patients for plan in scenario.courses}
    named = [*scenario.apart.values(), scenario.late_from_paper, scenario.febrile]
    assert all(number < patients[regimen] for regimen, number in named)
    assert len(set(named)) == len(named)


def test_patients_differ_in_every_trait_that_matters() -> None:
    """Nobody looks like anybody else by accident, and every number can be typed."""
    people = [identity(number) for number in range(40)]
    assert len({(one.birth_name, one.first_names, one.birth_date) for one in people}) == 40
    assert all(one.ipp.startswith("FICTIF") for one in people)
    for number in range(40):
        weight, height, creatinine = (parse_typed(value) for value in body(number))
        assert 50 <= weight <= 100
        assert 150 <= height <= 190
        assert 50 <= creatinine <= 100
