"""What is asked, how an answer is taken, what is told: pure functions on one frozen value."""
