#!/bin/sh
# The tests run against real servers. As root on Debian or Ubuntu, install those that are missing; otherwise name them.
set -eu
missing=""
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || missing="$missing chromium-headless-shell"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing$missing for the tests ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 # several packages
  apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "the tests need:$missing (Debian and Ubuntu: sudo apt-get install$missing)" >&2
  exit 1
fi
