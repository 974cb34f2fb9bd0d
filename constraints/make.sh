#!/usr/bin/env sh
# Writes the constraints files beside this script from the ranges of pyproject.toml, with uv (part of the extra dev).
# locked.txt is what users and CI install; oldest.txt holds every direct dependency of the program at its lower bound.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="sh constraints/make.sh"
compile() { uv pip compile pyproject.toml --quiet --no-annotate --python-version 3.11 "$@"; }
compile --universal --upgrade --all-extras --output-file constraints/locked.txt
compile --upgrade --extra report --resolution lowest-direct --output-file constraints/oldest.txt
