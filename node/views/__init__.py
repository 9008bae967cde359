"""From folded states to the messages that windows show: builders without a rule of their own."""
