"""Looking around in a notebook: a picture with its words, and controls that choose what is drawn.

A picture is always shown by value: a matplotlib figure inside an ``Output`` widget hangs about one run in four.
"""

from culture_diag.explorer.paths import choose_paths
from culture_diag.explorer.showing import Shown, show

__all__ = ["Shown", "choose_paths", "show"]
