"""Stand-ins for processes that are not ours."""
