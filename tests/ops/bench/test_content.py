"""What the measures write has the shape that the figures are about."""

from pathlib import Path

from node.domain.state import CourseState
from node.store.files import reopen
from ops.bench.content import ACTS_OF_ONE, fill
from ops.bench.site import Site
from schema.transaction import FileType


def test_a_story_is_a_hundred_acts_in_forty_transactions_a_fifth_of_them_signed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    try:
        before = site.replica.counts()
        seen: list[int] = []
        fill(site, 2 * ACTS_OF_ONE, seen.append)
        after = site.replica.counts()
        rows = list(site.replica.chain.everything())[before[0] :]
        bodies = [body for row in rows for body in reopen(row.data)[0].bodies]
        courses = [state for _, state in site.replica.states.all(CourseState, FileType.COURSE)]
    finally:
        site.close()
    shift = 3 + 1  # three people sign in, and the regimen is signed
    assert after[0] - before[0] == 2 * 40 + shift
    assert after[1] - before[1] == 2 * ACTS_OF_ONE + shift
    assert sum(body is not None and body.signature is not None for body in bodies) == 2 * 20 + shift
    assert seen == [2 * ACTS_OF_ONE]
    assert [[dose.status for dose in course.doses] for course in courses] == [["given"] * 3] * 2
    assert not [course for course in courses if course.conflicts or course.anomalies]
