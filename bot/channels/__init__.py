"""What each channel can carry: a text message, a web message, a provider's API."""
