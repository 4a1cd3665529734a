#!/usr/bin/env bash
# Installs the device package from the folder this script lies in: as root, on a machine with systemd.
# usage: ./install.sh [--root FOLDER] [--rollback]
#   --root FOLDER   a folder that stands for /, for images that are made elsewhere; nothing is started
#   --rollback      the program that was there before, which an update keeps
# Exit codes: 2 wrong words, 4 refused and nothing changed. /opt/captions-device is a link that is changed last and in one step, so that a
# run that is cut off leaves the program that was there; the next run does it again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root= is_rollback=
while [ $# -gt 0 ]; do
  case $1 in
    --root) root=${2:?--root names a folder}; shift ;;
    --rollback) is_rollback=1 ;;
    *) echo "install.sh knows no $1; see its head." >&2; exit 2 ;;
  esac
  shift
done
refuse() { echo "refused, nothing was changed: $1" >&2; exit 4; }
architecture=$(cat "$here/architecture")
if [ -z "$root" ]; then
  [ "$(uname -m)" = "$architecture" ] || refuse "this package is for $architecture, this machine is $(uname -m)"
  command -v systemctl >/dev/null || refuse "there is no systemd here"
  [ "$(id -u)" = 0 ] || { echo "Run it as root." >&2; exit 2; }
fi
opt=$root/opt link=$root/opt/captions-device
before=$(readlink "$link" || true)

point_to() { # FOLDER of /opt
  ln -sfn "$1" "$opt/.captions-device.link"
  mv -T "$opt/.captions-device.link" "$link"
}
start() {
  [ -z "$root" ] || return 0
  systemctl daemon-reload
  systemctl enable captions.service
  systemctl restart captions.service
}

if [ "$is_rollback" ]; then
  other=$(find "$opt" -mindepth 1 -maxdepth 1 -type d -name 'captions-device-*' ! -name "${before:-none}" -printf '%f\n' 2>/dev/null | head -n 1)
  [ "$other" ] || refuse "there is no program before this one"
  point_to "$other"
  start
  echo "$other is back; $before is kept"
  exit 0
fi

(cd "$here" && sha256sum --quiet --strict --check SHA256SUMS >&2) || refuse "a file is not the one that was packed"
name=captions-device-$(sha256sum <"$here/SHA256SUMS" | cut -c 1-12)
mkdir -p "$opt" "$root/etc/systemd/system"
if [ ! -d "$opt/$name" ]; then
  rm -rf "$opt/.captions-device.part"
  mkdir "$opt/.captions-device.part"
  cp -r "$here/app" "$here/device.md" "$here/settings.md" "$here/LICENSE" "$here/THIRD-PARTY-NOTICES.md" "$opt/.captions-device.part/"
  sync
  mv -T "$opt/.captions-device.part" "$opt/$name"
fi
[ -f "$root/etc/captions-device.env" ] || cp "$here/settings.env" "$root/etc/captions-device.env"
cp "$here/captions.service" "$root/etc/systemd/system/captions.service"
point_to "$name"
[ "$before" = "$name" ] || find "$opt" -mindepth 1 -maxdepth 1 -type d -name 'captions-device-*' ! -name "$name" ! -name "${before:-none}" -exec rm -rf {} +
start
echo "installed $name${before:+; $before is kept: install.sh --rollback}"
