"""The one database: tables, their stores, and the migrations that make them."""
