"""The command line: parse, call the public API, print, exit code. Everything that thinks lives elsewhere."""

from culture_diag.cli import commands, preparation, tools  # to register what they hold
from culture_diag.cli.app import app, main

__all__ = ["app", "commands", "main", "preparation", "tools"]
