"""From folded states to the data that papers are made from; `node/paper` draws, nothing is decided here."""
