"""What is asked: instruments of scales, facets and items, and the quadrants two scales span.

An instrument is a TOML file. Two are bundled; :func:`load_instrument` reads either of them or a file of one's own.
"""

from culture_diag.instrument.load import DEFAULT_INSTRUMENT, bundled_instruments, load_instrument
from culture_diag.instrument.model import Facet, Instrument, Item, Point, QuadrantModel, ResponseScale, Scale, Words

__all__ = [
    "DEFAULT_INSTRUMENT",
    "Facet",
    "Instrument",
    "Item",
    "Point",
    "QuadrantModel",
    "ResponseScale",
    "Scale",
    "Words",
    "bundled_instruments",
    "load_instrument",
]
