"""Measures Godwit against what a user would pick instead. See bench/README.md."""
