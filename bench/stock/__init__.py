"""A stock Rasa form bot to measure ours against, and what starts both."""
