"""The command line: parse, call the public API, print, exit code. Everything that thinks lives elsewhere."""

from culture_diag.cli.commands import app, main

__all__ = ["app", "main"]
