#!/bin/sh
cd "$(dirname "$0")" || exit 1
for name in python3.14 python3.13 python3.12 python3.11 python3; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$name" start.py "$@"
  fi
done
echo "Practicum needs Python 3.11 or newer, which is not on this computer."
echo "Install it from your system's packages (python3 and python3-venv), then start this file again."
