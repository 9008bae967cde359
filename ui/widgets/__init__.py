"""What screens are made of: one widget a kind of block, each drawn from plain values."""
