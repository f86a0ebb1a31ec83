"""Whose export a grid is, what its columns are called, and which of its records are answers: a table."""
