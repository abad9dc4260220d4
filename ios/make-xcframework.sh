#!/bin/sh
# On a Mac: builds the core for phones and simulators, and puts it with its Swift bindings where the
# Swift package looks for them. Needs Xcode 16 or newer and Rust (rustup).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
[ "$(uname)" = Darwin ] || { echo "make-xcframework.sh: needs macOS with Xcode" >&2; exit 1; }
command -v xcodebuild >/dev/null || { echo "make-xcframework.sh: install Xcode 16 or newer" >&2; exit 1; }

export IPHONEOS_DEPLOYMENT_TARGET=16.0
target=${CARGO_TARGET_DIR:-target}
phone=aarch64-apple-ios
simulators="aarch64-apple-ios-sim x86_64-apple-ios"
for one in $phone $simulators; do
    rustup target add "$one"
    cargo rustc --locked --profile mobile -p shailoo-bindings --lib --crate-type staticlib --target "$one"
done

# The bindings are read from a library for this Mac, which keeps the names that a release strips.
cargo build --locked -p shailoo-bindings -p shailoo-bindgen
swift="$target/bindings/swift"
rm -rf "$swift"
case $target in /*) absolute=$target ;; *) absolute=$PWD/$target ;; esac
(cd bindings/uniffi && "$absolute/debug/shailoo-bindgen" generate --no-format --language swift \
    --out-dir "$absolute/bindings/swift" "$absolute/debug/libshailoo.dylib")
"$here/gather-bindings.sh" "$swift"

generated="$here/ShailooKit/Generated"
mkdir -p "$target/ios-simulators"
lipo -create "$target/aarch64-apple-ios-sim/mobile/libshailoo.a" "$target/x86_64-apple-ios/mobile/libshailoo.a" \
    -output "$target/ios-simulators/libshailoo.a"
rm -rf "$generated/ShailooCoreFFI.xcframework"
xcodebuild -create-xcframework \
    -library "$target/$phone/mobile/libshailoo.a" -headers "$generated/ShailooCoreFFI" \
    -library "$target/ios-simulators/libshailoo.a" -headers "$generated/ShailooCoreFFI" \
    -output "$generated/ShailooCoreFFI.xcframework"
echo "$generated/ShailooCoreFFI.xcframework is made: now run xcodegen generate in ios, and open the project"
