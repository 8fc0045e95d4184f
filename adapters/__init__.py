"""The outside: storage, keys, the command line."""
