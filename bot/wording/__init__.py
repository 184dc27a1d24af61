"""Every sentence a person can read, one folder of YAML per language, and the book that reads it."""
