"""The chat page in a real browser, against the real processes."""
