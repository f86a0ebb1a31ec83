"""What every step of reading hands on: cells, columns of text, tables, options, and what may be repeated."""
