"""One view a screen: where on the screen the blocks go that its presenter describes."""
