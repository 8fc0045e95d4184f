"""`homeport serve` on a site in PostgreSQL: people sign in and work, and one who is signed in survives a restart of it."""
