#!/bin/sh
# Makes the passwords of compose.yaml in secrets/ beside it, each for its one reader. Run once; it replaces nothing.
set -eu
umask 077
cd "$(dirname "$0")/.."
if [ "$(id -u)" != 0 ]; then
  echo "make-secrets.sh: run it as root: each password is given to the account of a container" >&2
  exit 1
fi
mkdir secrets
make() { # NAME OF THE ROLE, FILE FOR POSTGRES, FILE FOR HOMEPORT
  password=$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')
  printf '%s' "$password" > "secrets/$2"
  printf 'postgres:5432:homeport:%s:%s\n' "$1" "$password" > "secrets/$3"
  chown 999 "secrets/$2"   # the account of the postgres image
  chown 10001 "secrets/$3" # that of Homeport's image
}
make owner postgres_owner database_owner_password
make homeport postgres_application database_password
chmod 711 secrets
