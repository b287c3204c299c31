"""Displacement through networks of places, held against what was counted, Flee, and splits that simulate nothing."""
