"""Turns a results folder into a report, plots, the README's figures and comparisons."""
