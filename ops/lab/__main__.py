"""`python -m ops.lab PLAN`, inside an enclosure: plays scenes and prints their figures, a JSON line each."""

import sys
from pathlib import Path

import msgspec

from node.client import RefusedError
from ops.demo.station import StageError
from ops.lab.plan import Plan, Played
from ops.lab.scenes import PLAYED
from ops.lab.site import LabError, lab_site
from ops.lab.wiring import WiringError

TROUBLE = (LabError, StageError, WiringError, RefusedError)


def main(plan: Plan) -> None:
    """Play them; what goes wrong ends the play with its words."""
    scene = plan.scenes[0]
    try:
        with lab_site(Path(plan.folder)) as (site, wiring):
            for scene in plan.scenes:
                _tell(Played(scene, PLAYED[scene](site, wiring, plan.workstations, plan.acts), ""))
    except TROUBLE as error:
        _tell(Played(scene, {}, str(error)))


def _tell(played: Played) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(played) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Plan))
