"""What happens behind the gateway: turns are taken, texts are sent."""
