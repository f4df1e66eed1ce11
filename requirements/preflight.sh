#!/bin/sh
# Says in one sentence what a machine lacks before anything is installed.
command -v python3 >/dev/null 2>&1 || { echo "python3 is absent: install Python 3.11 or newer (on Debian: apt install python3 python3-venv)."; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 is $(python3 -V | cut -d' ' -f2): the tool needs 3.11 or newer."; exit 1; }
python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3 cannot make virtual environments: install python3-venv (on Debian: apt install python3-venv)."; exit 1; }
