"""What an advisor says of a file: a mapping is drafted, read, checked, and resolved for each file."""
