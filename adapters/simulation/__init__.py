"""Believable episodes of nobody: clients, staff and weeks of treatment made up from a seed, as real commands.

Everything a client does comes from one generator of random numbers of their own, so that what happens to
one does not depend on who else is treated at the time. The figures are chosen to look like a clinic's; they
are not findings, and nothing clinical rests on them.
"""
