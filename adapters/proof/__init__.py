"""The proof of a log: its tree is sealed by signed checkpoints, kept outside the database, and audited against them."""
