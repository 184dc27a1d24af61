"""From what a person writes to a typed reply. Knows nothing of Rasa, storage or channels."""
