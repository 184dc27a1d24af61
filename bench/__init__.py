"""Measurements. Every module here with a `main()` is one part of `make bench`."""
