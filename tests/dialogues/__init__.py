"""Whole conversations on the trained model."""
