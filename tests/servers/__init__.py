"""Real servers for the tests, each started from an installed package: no Docker, no network, root or not."""
