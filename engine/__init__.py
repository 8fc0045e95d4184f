"""Runs any workflow: decides commands against folded state and appends what they yield.

The engine has never heard of AIAT. What a treatment episode is lives in `workflows`.
"""
