"""Servers the harness starts as processes of their own."""
