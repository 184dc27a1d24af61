"""What is asked, how an answer is taken, what is said at the end: pure functions on one frozen value."""
