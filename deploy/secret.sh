#!/bin/sh
# Writes secrets into files, seen by nobody else and in no shell's history.
#   sudo sh deploy/secret.sh telegram_bot_token            asks for it, and shows nothing
#   sudo sh deploy/secret.sh --random secret_key ...       invents one of 43 letters, where there is none yet
# SECRETS is the folder, ./secrets by default. The folder alone keeps strangers out: inside, containers read files by several numbers.
set -eu
folder=${SECRETS:-secrets}
random=no
if [ "${1:-}" = --random ]; then random=yes; shift; fi
[ $# -gt 0 ] || { sed -n '2,5s/^# //p' "$0"; exit 2; }
umask 077
[ -d "$folder" ] || { echo "$folder: there is no such folder; sudo install -d -o 10001 -g 10001 -m 700 $folder" >&2; exit 1; }
for name in "$@"; do
  case $name in *[!a-z0-9_]*|'') echo "$name: small letters, digits and _ only" >&2; exit 2;; esac
  if [ "$random" = yes ]; then
    [ -s "$folder/$name" ] && { echo "$folder/$name stays as it is"; continue; }
    value=$(head -c 64 /dev/urandom | base64 | tr -d '\n+/=' | cut -c1-43)
  else
    printf '%s: ' "$name" >&2
    [ -t 0 ] && stty -echo
    IFS= read -r value || true
    [ -t 0 ] && stty echo && echo >&2
    [ -n "$value" ] || { echo "$name: nothing was given" >&2; exit 1; }
  fi
  printf '%s\n' "$value" > "$folder/$name.new"
  chmod 444 "$folder/$name.new"
  mv -f "$folder/$name.new" "$folder/$name"
  echo "$folder/$name is written"
done
