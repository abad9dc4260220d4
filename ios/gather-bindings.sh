#!/bin/sh
# Puts what uniffi wrote where the Swift package looks for it: gather-bindings.sh FOLDER_OF_SWIFT_BINDINGS
set -eu
from=$1
to=$(cd "$(dirname "$0")" && pwd)/ShailooKit/Generated
rm -rf "$to/ShailooCore" "$to/ShailooCoreFFI"
mkdir -p "$to/ShailooCore" "$to/ShailooCoreFFI"
cp "$from"/*.swift "$to/ShailooCore/"
cp "$from"/*.h "$to/ShailooCoreFFI/"
# One map for the modules of all headers: a framework can have only one.
for map in "$from"/*.modulemap; do
    cat "$map"
    echo
done > "$to/ShailooCoreFFI/module.modulemap"
