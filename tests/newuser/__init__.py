"""Someone who has just cloned the repository."""
