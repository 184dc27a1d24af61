"""The CalAIM assistant: from hello to a warm hand-over."""
