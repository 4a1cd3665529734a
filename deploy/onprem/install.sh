#!/usr/bin/env bash
# Installs captions on one machine with systemd, from this unpacked bundle, without a network. As root.
#   ./install.sh                    installs or upgrades; the release of before is kept
#   ./install.sh --beside PORT      installs this release as a revision of its own on PORT, the current one stays (captions-front moves traffic)
#   ./install.sh --retire PORT      ends that revision: requests in work are answered first
#   ./install.sh --rollback         back to the release of before
#   ./install.sh --uninstall        takes programs and units away; settings, keys, pictures and results stay
#   ./install.sh --check            says what stands in the way, changes nothing
# Options: --root DIR installs into DIR and starts nothing (for images and tests); --sums-sha256 DIGEST is the SHA-256 of SHA256SUMS that you were
# given by another way than this bundle.
# Everything is verified before anything changes. An installation that was cut off is undone by the next run. Exit codes: 0 done, 1 failed (what was
# there runs again), 2 wrong usage, 4 refused and nothing changed.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd -P)
root= action=install port= sums_digest=
usage() { sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --root) root=${2:?}; shift ;;
    --sums-sha256) sums_digest=${2:?}; shift ;;
    --beside | --retire) action=${1#--}; port=${2:-}; shift
      [[ $port =~ ^[0-9]{4,5}$ ]] && [ "$port" -le 65535 ] || { echo "${port:-nothing} is no port from 1000 to 65535" >&2; exit 2; } ;;
    --rollback | --uninstall | --check) action=${1#--} ;;
    -h | --help) usage ;;
    *) echo "install.sh knows no $1" >&2; usage ;;
  esac
  shift
done
root=${root%/}
base=$root/opt/captions units=$root/etc/systemd/system config=$root/etc/captions
is_live=; [ "$root" ] || is_live=1

refuse() { printf 'refused, nothing was changed: %s\n' "$*" >&2; exit 4; }
say() { printf '%s\n' "$*"; }
service() { if [ "$is_live" ]; then systemctl "$@"; fi; }

# ---- what must hold before anything changes ----
verify_bundle() { # FOLDER
  local listed
  [ -f "$1/SHA256SUMS" ] || refuse "$1 holds no SHA256SUMS: unpack the whole bundle and run its own install.sh"
  if [ "$sums_digest" ] && [ "$(sha256sum <"$1/SHA256SUMS" | cut -d' ' -f1)" != "$sums_digest" ]; then
    refuse "SHA256SUMS is not the one you were told of: copy the bundle again, and ask where it came from"
  fi
  (cd "$1" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || refuse "a file differs from what was published (above): copy the bundle again"
  listed=$(sed 's/^[0-9a-f]\{64\}  //' "$1/SHA256SUMS" | sort)
  [ "$listed" = "$(cd "$1" && find . -type f ! -path ./SHA256SUMS | sed 's,^\./,,' | sort)" ] || refuse "$1 holds other files than the bundle: unpack it again into an empty folder"
  [ -z "$(find "$1" -type l)" ] || refuse "$1 holds links, which no bundle of ours does: unpack it again into an empty folder"
}
is_older() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -1)" = "$1" ] && [ "$1" != "$2" ]; }
check_machine() {
  local found kib
  [ -z "$is_live" ] || [ "$(id -u)" = 0 ] || refuse "this needs root: sudo ./install.sh"
  found=$(uname -m)
  [ "$found" = "$ARCHITECTURE" ] || refuse "this bundle is for $ARCHITECTURE, this machine is $found: get the bundle for $found"
  found=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || true
  [ "$found" ] || refuse "this system has no glibc (Alpine, for one): use a distribution with glibc $GLIBC or newer, or the container image"
  ! is_older "$found" "$GLIBC" || refuse "this system has glibc $found, $GLIBC or newer is needed: use a newer distribution, or the container image"
  command -v systemctl >/dev/null || refuse "there is no systemd here: run the container image, or app/Serverless.Hosts.Kubernetes under your own supervisor (share/onprem.md)"
  found=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  [ "${found:-0}" -ge "$SYSTEMD" ] || refuse "systemd is ${found:-unknown} here, $SYSTEMD or newer is needed (credentials): Debian 12, Ubuntu 24.04, RHEL 10 and newer have it"
  if [ "$is_live" ] && ! [ -d /run/systemd/system ]; then refuse "systemd is installed but does not run this machine (a container?): use --root, or the container image"; fi
  kib=$(df --output=avail -k "$(existing "$base")" | tail -1)
  [ "$kib" -gt $((KIB * 2)) ] || refuse "$(existing "$base") has $((kib / 1024)) MiB free, $((KIB * 2 / 1024)) are needed: make room, or remove an old release below $base/releases"
}
existing() { local at=$1; until [ -d "$at" ]; do at=$(dirname "$at"); done; printf '%s' "$at"; }

# ---- steps that a kill may come between ----
put() { # SOURCE TARGET [MODE]: whole or not at all
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.captions-part" && chmod "${3:-644}" "$2.captions-part" && sync "$2.captions-part" && mv -fT "$2.captions-part" "$2"
}
point() { # LINK TARGET
  ln -sfn "$2" "$1.captions-part" && mv -fT "$1.captions-part" "$1"
}
target_of() { readlink "$1" 2>/dev/null || true; }
put_units() { # RELEASE: its units, and none of another
  local file
  for file in "$units"/caption.service "$units"/caption@.service "$units"/captions-*.{service,timer}; do
    if [ -f "$file" ] && ! [ -f "$1/units/$(basename "$file")" ]; then rm -f "$file"; fi
  done
  for file in "$1"/units/*; do put "$file" "$units/$(basename "$file")"; done
  put "$1/etc/journald@captions.conf" "$root/etc/systemd/journald@captions.conf"
  put "$1/etc/captions.sysusers.conf" "$root/usr/lib/sysusers.d/captions.conf"
}
take_units() {
  rm -f "$units"/caption.service "$units"/caption@.service "$units"/captions-{sweep,backup,alarms}.{service,timer} \
    "$root/etc/systemd/journald@captions.conf" "$root/usr/lib/sysusers.d/captions.conf"
}
begin() { printf '%s\n%s\n' "$1" "$2" >"$base/.transaction.captions-part" && sync "$base/.transaction.captions-part" && mv -fT "$base/.transaction.captions-part" "$base/.transaction"; }
commit() { rm -f "$base/.transaction"; }
timers="captions-sweep.timer captions-backup.timer captions-alarms.timer"

undo_cut_off() { # what an earlier run that was killed has left
  local current previous
  [ -d "$base" ] || return 0
  rm -rf "$base"/releases/.incoming-*
  find "$base" "$units" "$config" "$root/etc/systemd" "$root/usr/lib/sysusers.d" -maxdepth 1 -name '*.captions-part' -delete 2>/dev/null || true
  [ -f "$base/.transaction" ] || return 0
  { read -r current; read -r previous; } <"$base/.transaction"
  say "an earlier run was cut off: back to ${current#releases/}"
  restore "$current" "$previous"
}
restore() { # CURRENT PREVIOUS ("-" for none), as they were
  if [ "$1" = - ]; then
    service stop caption.service $timers 2>/dev/null || true
    take_units; rm -f "$base/current"
  else
    put_units "$base/$1"
    point "$base/current" "$1"
  fi
  if [ "$2" = - ]; then rm -f "$base/previous"; else point "$base/previous" "$2"; fi
  service daemon-reload
  [ "$1" = - ] || service restart caption.service || true
  commit
}

bring_release() { # copies and verifies; what is in releases/ is always whole
  local final=$base/releases/$VERSION incoming=$base/releases/.incoming-$VERSION
  if [ -d "$final" ]; then
    cmp -s "$here/SHA256SUMS" "$final/SHA256SUMS" || refuse "release $VERSION is installed with other contents; a version is never two things: install a higher version"
    (cd "$final" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || { [ "$(target_of "$base/current")" != "releases/$VERSION" ] || say "release $VERSION was damaged on this machine, and is brought anew"; rm -rf "$final"; }
  fi
  [ -d "$final" ] && return
  mkdir -p "$incoming"
  cp -r --preserve=links "$here/." "$incoming/"
  (cd "$incoming" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || { rm -rf "$incoming"; say "the copy on this machine is damaged: look at the disk" >&2; exit 1; }
  chmod -R u=rwX,go=rX "$incoming"
  sync -f "$incoming"
  mv -T "$incoming" "$final"
}
bring_settings() { # never over what is there
  local secret
  mkdir -p "$config" && chmod 750 "$config"
  if ! [ -f "$config/settings.env" ]; then put "$here/etc/settings.env" "$config/settings.env" 640
  elif ! cmp -s "$here/etc/settings.env" "$config/settings.env"; then put "$here/etc/settings.env" "$config/settings.env.new" 640; fi
  [ -f "$config/rollback-token" ] || { : >"$config/rollback-token.captions-part"; chmod 600 "$config/rollback-token.captions-part"; mv -fT "$config/rollback-token.captions-part" "$config/rollback-token"; }
  [ -f "$config/keys.json" ] && return
  secret=$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
  (umask 077; printf '%s\n' "$secret" >"$config/first.key.captions-part")
  mv -fT "$config/first.key.captions-part" "$config/first.key"
  (umask 077; printf '{ "keys": [ { "id": "first", "sha256": "%s", "scopes": ["caption", "review"] } ] }\n' "$(printf %s "$secret" | sha256sum | cut -d' ' -f1)" >"$config/keys.json.captions-part")
  mv -fT "$config/keys.json.captions-part" "$config/keys.json"
  say "a first key for callers: $config/first.key (give it on, then remove the file; more keys: share/access.md)"
}
switch_to() { # RELEASE PREVIOUS: the part that is undone when it does not come up
  local was_current was_previous
  was_current=$(target_of "$base/current") was_previous=$(target_of "$base/previous")
  begin "${was_current:--}" "${was_previous:--}"
  put_units "$base/$1"
  if [ "$2" ]; then point "$base/previous" "$2"; fi
  point "$base/current" "$1"
  if [ "$is_live" ]; then
    systemd-sysusers
    systemctl daemon-reload
    if ! { systemctl restart caption.service && systemctl enable --quiet caption.service && systemctl enable --quiet --now $timers; }; then
      say "release ${1#releases/} did not come up: journalctl --namespace=captions -u caption -n 50" >&2
      restore "${was_current:--}" "${was_previous:--}"
      [ "$was_current" ] && say "release ${was_current#releases/} serves again" >&2
      exit 1
    fi
  fi
  commit
}
forget_old() { # the current release, the one before, and those of revisions beside stay
  local folder kept
  kept=" $(target_of "$base/current") $(target_of "$base/previous") $(for link in "$base"/revisions/*; do target_of "$link" | sed 's,^\.\./,,'; done | tr '\n' ' ') "
  for folder in "$base"/releases/*/; do
    folder=${folder%/}
    [[ $kept == *" releases/$(basename "$folder") "* ]] || rm -rf "$folder"
  done
}

case $action in install | beside | check)
  verify_bundle "$here"
  # shellcheck disable=SC1091 # VERSION ARCHITECTURE GLIBC SYSTEMD KIB
  . "$here/release.env"
  check_machine
  if [ "$action" = check ]; then say "release $VERSION can be installed on this machine"; exit 0; fi ;;
esac
if [ "$is_live" ] && [ "$(id -u)" != 0 ]; then refuse "this needs root: sudo ./install.sh --$action"; fi
if [ "$action" != install ] && [ "$action" != beside ] && ! [ -d "$base" ]; then refuse "captions is not installed in $base"; fi
mkdir -p "$base/releases" "$base/revisions"
exec 9>"$base/.lock"
flock -n 9 || refuse "another run of install.sh is at work here: wait for its end"
undo_cut_off

case $action in
  install)
    bring_release
    bring_settings
    current=$(target_of "$base/current")
    if [ "$current" = "releases/$VERSION" ]; then switch_to "releases/$VERSION" ""; else switch_to "releases/$VERSION" "$current"; fi
    forget_old
    say "release $VERSION is installed${current:+ (before: ${current#releases/})}" ;;
  beside)
    [ -e "$base/current" ] || refuse "there is no current release to stand beside: ./install.sh first"
    bring_release
    point "$base/revisions/$port" "../releases/$VERSION"
    if ! { service restart "caption@$port.service" && service enable --quiet "caption@$port.service"; }; then
      service stop "caption@$port.service" || true
      rm -f "$base/revisions/$port"
      say "revision $VERSION on port $port did not come up and was taken away; the current release was not touched" >&2
      exit 1
    fi
    say "release $VERSION is a revision on port $port; it has no traffic: captions-front ${port}=10 …" ;;
  retire)
    [ -L "$base/revisions/$port" ] || refuse "there is no revision on port $port"
    service disable --quiet --now "caption@$port.service"
    rm -f "$base/revisions/$port"
    forget_old
    say "the revision on port $port is gone" ;;
  rollback)
    current=$(target_of "$base/current") previous=$(target_of "$base/previous")
    [ "$previous" ] || refuse "there is no release before ${current#releases/}"
    (cd "$base/$previous" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || refuse "release ${previous#releases/} is damaged on this machine: install its bundle"
    switch_to "$previous" "$current"
    say "back to release ${previous#releases/} (before: ${current#releases/})" ;;
  uninstall)
    for link in "$base"/revisions/*; do [ -L "$link" ] && service disable --now "caption@$(basename "$link").service" 2>/dev/null || true; done
    service disable --now caption.service $timers 2>/dev/null || true
    take_units
    service daemon-reload
    rm -rf "$base"
    say "captions is taken away; $config and $root/var/lib/captions (settings, keys, pictures, results) stay" ;;
esac
