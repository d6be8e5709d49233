# shellcheck shell=bash disable=SC2034  # java_home is for whoever sources this
# Sourced by bin/lb and bin/test: finds Java, and installs what is missing where that can be done unasked.

# Sets java_version to the version of the Java in home $1, such as 17.0.15; to nothing when there is none.
# These two run at every start of lb, so they start no processes where that can be helped.
find_java_version() {
  local line
  java_version=
  [[ -x $1/bin/java ]] || return 0
  if [[ -r $1/release ]]; then # a file of the JDK's; reading it is faster than starting a JVM
    while read -r line; do
      [[ $line == JAVA_VERSION=* ]] && java_version=${line#*=}
    done <"$1/release"
  fi
  [[ -n $java_version ]] || java_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version \("[^"]*"\).*/\1/p')
  java_version=${java_version//\"/}
}

# Sets java_home to a Java of version 17 or newer, which has the program $1 (java or javac), and java_version to its
# version; fails when there is none.
find_java() {
  local on_path= home major
  if hash java 2>/dev/null; then # looks it up, as "command -v" does, without a process
    on_path=${BASH_CMDS[java]}
    if [[ -L $on_path ]]; then
      for home in /usr/lib/jvm/*; do # where the link of a distribution leads, and comparing needs no process
        [[ $home/bin/java -ef $on_path ]] && on_path=$home/bin/java && break
      done
    fi
    if [[ -L $on_path ]]; then
      on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    fi
  fi
  for home in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/*; do
    [[ -n $home && -x $home/bin/$1 ]] || continue
    find_java_version "$home"
    major=${java_version%%[.+-]*}
    if [[ $major =~ ^[0-9]+$ ]] && ((major >= 17)); then
      java_home=$home
      return 0
    fi
  done
  return 1
}

# Installs the Debian packages named, as root on a system with apt-get; elsewhere says what to install and exits 1.
# A package written a|b stands for the first of the two that the system's release has.
install_packages() {
  local log package chosen=()
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    echo "${0##*/}: please install: ${*}" >&2
    exit 1
  fi
  echo "${0##*/}: installing ${*}" >&2
  log=$(mktemp)
  if ! apt-get update >"$log" 2>&1; then
    echo "${0##*/}: apt-get update failed, going on with the package lists at hand" >&2
  fi
  for package in "$@"; do
    if apt-cache show "${package%%|*}" >/dev/null 2>&1; then
      chosen+=("${package%%|*}")
    else
      chosen+=("${package##*|}")
    fi
  done
  if ! DEBIAN_FRONTEND=noninteractive without_services \
    apt-get install -y --no-install-recommends "${chosen[@]}" </dev/null >>"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "${0##*/}: apt-get could not install: ${chosen[*]}" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# Runs a command while packages may not start the services that they bring.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy ]]; then # the system has its own; it stays
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return "$status"
}
