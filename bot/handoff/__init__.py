"""A case for staff: what it holds, its code, and the summary an agent reads in 20 seconds."""
