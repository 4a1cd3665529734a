#!/usr/bin/env bash
# Installs the device package from the folder this script lies in: as root, on a machine with systemd. Changes nothing where the program is
# for another processor. usage: ./install.sh [--root FOLDER]   (a folder that stands for /, for images that are made elsewhere)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=
[ "${1:-}" != --root ] || root=$2
architecture=$(cat "$here/architecture")
if [ -z "$root" ]; then
  [ "$(uname -m)" = "$architecture" ] || { echo "This package is for $architecture; this machine is $(uname -m)." >&2; exit 4; }
  [ "$(id -u)" = 0 ] || { echo "Run it as root." >&2; exit 2; }
fi
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || { echo "A file is not the one that was packed; nothing is changed." >&2; exit 4; }
mkdir -p "$root/opt" "$root/etc/systemd/system"
rm -rf "$root/opt/captions-device.new"
mkdir "$root/opt/captions-device.new"
cp -r "$here/app" "$here/device.md" "$here/settings.md" "$root/opt/captions-device.new/"
rm -rf "$root/opt/captions-device.old"
[ ! -d "$root/opt/captions-device" ] || mv "$root/opt/captions-device" "$root/opt/captions-device.old"
mv "$root/opt/captions-device.new" "$root/opt/captions-device"
cp "$here/captions.service" "$root/etc/systemd/system/captions.service"
[ -f "$root/etc/captions-device.env" ] || cp "$here/settings.env" "$root/etc/captions-device.env"
if [ -z "$root" ]; then
  systemctl daemon-reload
  systemctl enable --now captions.service
fi
echo "installed; the program before, if there was one, is in /opt/captions-device.old"
