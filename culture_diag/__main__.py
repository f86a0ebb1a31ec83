"""``python -m culture_diag``: the command line where the script is not on the path."""

from culture_diag.cli import main

main()
