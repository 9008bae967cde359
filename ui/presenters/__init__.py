"""One presenter a screen, in plain Python: from what the node answered to what should be shown."""
