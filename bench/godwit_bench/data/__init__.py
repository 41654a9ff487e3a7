"""Seeded data, written once as Iceberg tables and read by everyone from the same Parquet files."""
