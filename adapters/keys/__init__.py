"""Key rings: where the keys that seal personal fields are kept."""
