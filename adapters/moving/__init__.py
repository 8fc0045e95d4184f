"""Moves a site from the files of its folder into a PostgreSQL database, bit for bit."""
