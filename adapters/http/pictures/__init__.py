"""Pictures as geometry: pure functions from what an episode holds to rounded places, which templates draw as SVG.

Places are in the units of each picture's own view box. Words stay codes here; the templates say them.
"""
