"""Looking around in a notebook: the living picture with controls, and a picture by value with its words.

A picture is never put in an ``Output`` widget: a matplotlib figure in one hangs about one run in four.
"""

from culture_diag.explorer.opening import choose_paths, explore
from culture_diag.explorer.showing import Shown, show

__all__ = ["Shown", "choose_paths", "explore", "show"]
