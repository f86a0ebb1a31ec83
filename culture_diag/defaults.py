"""What holds where nothing is said: the thresholds of a diagnosis and of a release, each in this one place."""

from __future__ import annotations

MIN_N = 5
"""Fewest answers behind a shown score, as the questionnaires written here promise."""

LOWEST_MIN_N = 3
"""With two answers each person knows the other's by subtraction, so no threshold may be lower than this."""

POOLING = 2.0
"""Default strength of pooling: the common spread counts as two respondents' worth.

Enough to keep a small unanimous team from looking certain, little enough to leave each team its own spread; with it
said and right agree within 0.03 even where all teams lie about the cut (``benchmarks/calibration.py``).
"""


LEVEL = 0.95
"""Of intervals and regions. One level everywhere: every picture and text says 95%."""

LABEL_PROBABILITY = 0.70
"""A unit gets the name of a quadrant from this probability on; below it is borderline.

The bare side of the lines on which a mean lies looks certain and is wrong for 26-32% of teams (simulated: 5-30
respondents, ICC(1) .10-.20).
"""

GATE = (0.50, 0.75)
"""Response rates: below the first no label is given, below the second only with caution.

Non-response is not at random: who is content answers more often, so that a low response flatters.
"""

MARGIN_SHARE = 1 / 20
CUT_RANGE_SHARE = 1 / 8
"""Of the response range: 0.2 and 0.5 points on a scale from 1 to 5.

A fifth of a point is a third of the spread between the members of an ordinary team. No cut is given by nature, and
staff lean to the positive: half a point to either side of the midpoint holds what one could defend.
"""
