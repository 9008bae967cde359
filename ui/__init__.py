"""The window: shows what the node says and asks it for things; it holds no clinical rule."""
