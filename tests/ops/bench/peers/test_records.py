"""Acts as the small records that other engines are given."""

import json
from pathlib import Path

from ops.bench.apart import opened
from ops.bench.cache import FIRST, kept_site
from ops.bench.peers.records import changed, records_of, write_records


def test_one_record_an_act(tmp_path: Path) -> None:
    kept = kept_site(tmp_path, 100, lambda _line: None)
    with opened(kept.folder / FIRST, kept.facts.first) as (_, replica):
        records = records_of(replica.chain.everything())
    assert len(records) == kept.facts.acts
    assert len({str(one["id"]) for one in records}) == len(records)
    assert any("PatientNoted" not in str(one) and "état général" in str(one) for one in records)
    write_records(tmp_path / "records.jsonl", records)
    lines = (tmp_path / "records.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == records


def test_changed_by_somebody() -> None:
    before: dict[str, object] = {"id": "a", "value": {"text": "é"}}
    assert changed([before], "one") == [{"id": "a", "value": {"text": "é", "changed_by": "one"}}]
    assert before == {"id": "a", "value": {"text": "é"}}
