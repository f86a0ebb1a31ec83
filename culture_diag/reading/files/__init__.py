"""Bytes to a grid of text, safely: which kind of file it is, how it is encoded, and whether it may be opened."""
