"""Every rule is tried with either side first in fold order, and with news that travels through others."""

from __future__ import annotations

import pytest

from tests.node.domain.lot_splits import LotSplit
from tests.node.domain.patient_splits import PatientSplit
from tests.node.domain.splits import KINDS, Split
from tests.node.domain.vault_splits import VaultSplit


@pytest.fixture(params=KINDS)
def split(request: pytest.FixtureRequest) -> Split:
    """Two workstations with a common past that then act apart."""
    return Split(request.param)


@pytest.fixture(params=KINDS)
def patient_split(request: pytest.FixtureRequest) -> PatientSplit:
    """The same of a patient's file."""
    return PatientSplit(request.param)


@pytest.fixture(params=KINDS)
def lot_split(request: pytest.FixtureRequest) -> LotSplit:
    """The same of a lot."""
    return LotSplit(request.param)


@pytest.fixture(params=KINDS)
def vault_split(request: pytest.FixtureRequest) -> VaultSplit:
    """The same of a narcotics vault."""
    return VaultSplit(request.param)
