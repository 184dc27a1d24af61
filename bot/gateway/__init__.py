"""The only process on the internet: the web chat's API and pages, and Twilio's webhooks."""
