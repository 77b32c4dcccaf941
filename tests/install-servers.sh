#!/bin/sh
# The tests run against real servers. As root on Debian or Ubuntu, install those that are missing; otherwise name them.
set -eu
has() { command -v "$1" >/dev/null; }
missing=""
has redis-server || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb || missing="$missing postgresql"
has chromium-headless-shell || has chromium || missing="$missing chromium"
root=$([ "$(id -u)" = 0 ] && has apt-get && echo yes || echo no)
# The browser without windows draws pages at two thirds of the cost; where there is none, the whole one does.
[ "$root" = no ] || has chromium-headless-shell || wanted=chromium-headless-shell
[ -n "$missing${wanted:-}" ] || exit 0
if [ "$root" = yes ]; then
  echo "installing$missing ${wanted:-} for the tests ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || [ -z "$missing" ]
  if [ -n "${wanted:-}" ] && apt-get install -y -qq --no-install-recommends "$wanted" >/dev/null; then
    missing=$(echo "$missing" | sed 's/ chromium//')
  fi
  # shellcheck disable=SC2086 # several packages
  [ -z "$missing" ] || apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "the tests need:$missing (Debian and Ubuntu: sudo apt-get install$missing)" >&2
  exit 1
fi
