#!/usr/bin/env bash
# Installs the browser that the page's tests drive, where that needs no question: as root, with Debian's packages, and no
# Chromium there yet. Anywhere else it does nothing; the tests then say that they were skipped, and why.
set -uo pipefail

for browser in chromium chromium-browser google-chrome; do
  if command -v "$browser" >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium on the PATH; the page's browser tests will be skipped."
  exit 0
fi

echo "Installing Chromium for the page's tests ..."
export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
if ! { timeout 60 apt-get update && timeout 180 apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1; then
  tail -n 3 "$log"
  echo "Chromium could not be installed; the page's browser tests will be skipped."
fi

rm -f "$log"
