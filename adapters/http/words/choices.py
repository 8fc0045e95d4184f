def word(c): return c
