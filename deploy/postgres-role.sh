#!/bin/sh
# Run once by the postgres image, when it makes its cluster: the role that Homeport works under, with its password.
# What the role may do is given by `homeport database role`.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
     --set password="$(cat /run/secrets/postgres_application)" <<'SQL'
SET log_statement = 'none';
CREATE ROLE homeport LOGIN PASSWORD :'password';
SQL
