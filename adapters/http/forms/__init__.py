"""Forms made from the models of commands and entries: described, shown, read back, carried out, shown again."""
