#!/bin/sh
# Becomes a container: container.sh ROOT HOSTNAME FOLDER [FROM ro|rw TO]... -- [OPTION OF setpriv]... COMMAND...
# ROOT, an empty folder, becomes its root, read-only: it holds the programs of this machine, and what is mounted. FOLDER is
# where the command runs.
set -eu
[ "$1" = inside ] || exec unshare --mount --uts "$0" inside "$@"
root=$2 name=$3 folder=$4
shift 4
hostname "$name"
mount -t tmpfs -o mode=755 tmpfs "$root"
for part in usr bin sbin lib lib64 etc proc dev sys; do
	if [ -L "/$part" ]; then
		cp -P "/$part" "$root/$part"
	elif [ -d "/$part" ]; then
		mkdir "$root/$part"
		mount --rbind "/$part" "$root/$part"
	fi
done
while [ "$1" != -- ]; do
	if [ -d "$1" ]; then
		mkdir -p "$root$3"
	else
		mkdir -p "$(dirname "$root$3")"
		[ -e "$root$3" ] || : >"$root$3"
	fi
	mount --bind "$1" "$root$3"
	[ "$2" = rw ] || mount -o remount,bind,ro "$root$3"
	shift 3
done
shift
mount -o remount,bind,ro "$root"
# Who started it may be killed: then it goes too.
exec chroot "$root" sh -c 'cd "$0" && exec setpriv --pdeathsig KILL --bounding-set -all --inh-caps -all --no-new-privs "$@"' "$folder" "$@"
