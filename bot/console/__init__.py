"""The console: staff see who waits and why, and take over."""
