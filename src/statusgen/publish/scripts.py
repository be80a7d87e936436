"""The steps that `ssh` takes on the host, each one POSIX shell script; texts in, text out.

A script reaches the host through the standard input of `sh -s` and is one function that is called
in its last line: of a connection that breaks nothing is run by half. Every value is quoted.

A lock is a numbered turn: the file with the highest number holds a random id and when it runs out.
The next number is only taken when that one is over, or ends later than any can, by a hard link,
which one taker alone can make; then it is read back. So a stale lock is taken over by one, too, and
nobody deletes another's. A file is linked whole: one that is not has outlived a power cut.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Iterable

from statusgen import confirmation

__all__ = [
    "BROKEN",
    "HELD",
    "MISSING",
    "NO_LINKS",
    "NO_RSYNC",
    "abandon",
    "confirm",
    "contents",
    "finish",
    "link",
    "look",
    "mark",
    "open_release",
    "recall",
    "remember",
    "script",
    "switch",
    "take_turn",
]

HELD, NO_RSYNC, NO_LINKS, BROKEN, MISSING = 75, 69, 73, 71, 66
"""The statuses with which our scripts end; 1 and 2 are what a command in them ends with."""

_BEFORE = """\
set -eu
LC_ALL=C
export LC_ALL
umask 022
last() {
  n=0
  for file in .statusgen/turns/[0-9]*; do
    file=${file##*/}
    case $file in *[!0-9]*) continue ;; esac
    if [ "$file" -gt "$n" ]; then n=$file; fi
  done
  echo "$n"
}
holder() {
  who= over=0
  # Of no whole line it is what a power cut has left: nobody can give that back.
  read -r who over < ".statusgen/turns/$1" || [ -r ".statusgen/turns/$1" ] || exit 75
  case $over in ''|*[!0-9]*) over=0 ;; esac
}
mine() {
  n=$(last)
  holder "$n"
  if [ "$who" != "$id" ]; then exit 75; fi
}
kept() {
  # Where sync takes no file, all of the disk is; where there is none, there is nothing to be had.
  sync "$1" 2> /dev/null || sync 2> /dev/null || :
}
part() {
  if [ -f "$2" ]; then size=$(wc -c < "$2"); else size=-1; fi
  printf '%s %d\\n' "$1" "$size"
  if [ "$size" -ge 0 ]; then cat "$2"; fi
}
"""

_TURN = """\
command -v rsync > /dev/null || exit 69
mkdir -p "$root/releases" "$root/.statusgen/files" "$root/.statusgen/turns"
chmod 700 "$root/.statusgen"
cd "$root"
n=$(last)
if [ "$n" -gt 0 ]; then
  holder "$n"
  if [ "$over" -gt "$now" ] && [ "$over" -le "$latest" ]; then echo "$over"; exit 75; fi
fi
printf '%s %s\\n' "$id" "$end" > ".statusgen/turns/new.$id"
next=$((n + 1))
taken=0
ln ".statusgen/turns/new.$id" ".statusgen/turns/$next" 2> /dev/null || taken=1
rm -f ".statusgen/turns/new.$id"
if [ "$taken" = 1 ]; then
  if [ -e ".statusgen/turns/$next" ]; then exit 75; fi
  exit 73
fi
if [ "$(last)" != "$next" ]; then
  rm -f ".statusgen/turns/$next"
  exit 75
fi
for file in .statusgen/turns/*; do
  if [ "$file" != ".statusgen/turns/$next" ]; then
    case ${file##*/} in
      new.*) ;;
      *) rm -f "$file" ;;
    esac
  fi
done
"""

_LOOK = """\
cd "$root" 2> /dev/null || exit 66
target=
if [ -h current ]; then target=$(readlink current); elif [ -e current ]; then target='?'; fi
printf 'current %s\\n' "$target"
part record .statusgen/releases.json
name=${target#releases/}
case $name in ''|.*|*/*) exit 0 ;; esac
if [ ! -d "releases/$name" ]; then exit 0; fi
"""

_STATE = """\
part contents ".statusgen/files/$name.json"
if [ -f ".statusgen/files/$name.json" ]; then
  newer=$(find "releases/$name" -type f -newer ".statusgen/files/$name.json" | wc -l)
  printf 'newer %d\\n' "$newer"
fi
printf 'count %d\\n' "$(find "releases/$name" -type f | wc -l)"
printf 'empty %d\\n' "$(find "releases/$name" -type f -size 0c | wc -l)"
"""

_SWITCH = """\
rm -f .statusgen/current
ln -s "releases/$name" .statusgen/current
mv -fT .statusgen/current current 2> /dev/null || mv -fh .statusgen/current current
"""

_FREE = """\
{
  printf '%s 0\\n' "$id" > ".statusgen/turns/new.$id" &&
    mv -f ".statusgen/turns/new.$id" ".statusgen/turns/$n"
} || :
"""


def script(first: str, *steps: str, **values: str) -> bytes:
    """Put steps into one script; `values` are its variables, `root` and `id` in most.

    It prints the line `first` first: what stands before that was printed by somebody else.
    """
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
    body = f"{lines}{_BEFORE}{''.join(steps)}"
    return f"publish() {{\n{body}}}\necho {first}\npublish\n".encode()


def take_turn() -> str:
    """Take the turn until `end`, at `now`; `id` is who takes it.

    One that ends behind `latest` was taken by a clock that was wrong. All times are in seconds.
    """
    return _TURN


def look() -> str:
    """Say what `current` is, then the record, then what is in the live release and its state."""
    return _LOOK + _STATE


def contents(name: str) -> str:
    """Say what is in a release and its state."""
    return f'cd "$root"\nname={shlex.quote(name)}\n{_STATE}'


def open_release(name: str, record: bytes, doomed: Iterable[str]) -> str:
    """Delete what is doomed, note that a folder begins, and make it."""
    folder = shlex.quote(f"releases/{name}")
    return (
        'cd "$root"\nmine\n'
        + _drop(doomed)
        + _put(".statusgen/releases.json", record)
        + f"mkdir {folder}\nchmod 755 {folder}\n"
    )


def link(old: str, new: str, paths: Iterable[str]) -> str:
    """Give files of one release other names in another."""
    lines = "".join(f"./{path}\n" for path in paths)
    if not lines:
        return ""
    folders = shlex.quote(f"releases/{old}/"), shlex.quote(f"releases/{new}/")
    end = mark()
    return (
        f'rsync -rlpt --files-from=- --link-dest="$root"/{folders[0]} {folders[0]} {folders[1]}'
        f" > /dev/null <<'{end}'\n{lines}{end}\n"
    )


def switch(name: str, files: bytes, record: bytes, count: int) -> str:
    """Note that a release of so many files is whole, and show it to readers."""
    folder = shlex.quote(f"releases/{name}")
    return (
        'cd "$root"\nmine\n'
        f'if [ "$(find {folder} -type f | wc -l)" -ne {count} ]; then exit {BROKEN}; fi\n'
        + _put(f".statusgen/files/{name}.json", files)
        + _put(".statusgen/releases.json", record)
        + f"name={shlex.quote(name)}\n"
        + _SWITCH
    )


def confirm(name: str, build: bytes, files: bytes, record: bytes, gone: Iterable[str]) -> str:
    """Put another build.json into the live release, and delete what it carries."""
    folder = f"releases/{name}"
    quoted = shlex.quote(folder)
    removals = "".join(f"rm -f {shlex.quote(f'{folder}/{path}')}\n" for path in gone)
    if removals:
        removals += f"find {quoted} -depth -type d -exec rmdir {{}} + 2> /dev/null || :\n"
    listed = ".statusgen/confirmed"
    return (
        'cd "$root"\nmine\n'
        # Whole before anything is changed: a full disk must not part a page from its list.
        + _put(listed, files)
        + removals
        + _put(f"{folder}/{confirmation.NAME}", build, mode="644")
        # By its time it is known whether a file was touched since.
        + f"touch {listed}\nmv -f {listed} {shlex.quote(f'.statusgen/files/{name}.json')}\n"
        + _put(".statusgen/releases.json", record)
    )


def abandon(name: str) -> str:
    """Delete what has become of a release so far, so that a full disk has its room back."""
    return f'cd "$root"\nmine\n{_drop([name])}'


def finish(record: bytes | None = None, doomed: Iterable[str] = ()) -> str:
    """Delete what is doomed and give the turn back. What fails here is the next run's to do."""
    sweep = "".join(f"{line} || :\n" for line in _drop(doomed).splitlines())
    noted = _put(".statusgen/releases.json", record, otherwise=":") if record else ""
    return (
        'cd "$root"\nn=$(last)\nwho=\n'
        'read -r who over < ".statusgen/turns/$n" || :\n'
        f'if [ "$who" = "$id" ]; then\n{sweep}{noted}{_FREE}fi\n'
    )


def remember(name: str, data: bytes) -> str:
    """Keep a private file."""
    return 'mkdir -p "$root/.statusgen/memory"\nchmod 700 "$root/.statusgen"\ncd "$root"\n' + _put(
        f".statusgen/memory/{name}", data
    )


def recall(name: str) -> str:
    """Say what a private file holds."""
    path = shlex.quote(f".statusgen/memory/{name}")
    return (
        f'cd "$root" 2> /dev/null || exit {MISSING}\n[ -f {path} ] || exit {MISSING}\ncat {path}\n'
    )


def _drop(names: Iterable[str]) -> str:
    """Delete releases."""
    return "".join(
        f"rm -rf {shlex.quote(f'releases/{name}')} {shlex.quote(f'.statusgen/files/{name}.json')}\n"
        for name in names
    )


def _put(path: str, data: bytes, mode: str = "600", *, otherwise: str = "exit 1") -> str:
    """Write a file under another name, and rename it: nothing is written through a hard link.

    It is on the disk before that: an empty record would refuse every publish after a power cut.
    """
    above = path.rpartition("/")[0]
    beside = above if above.startswith(".statusgen") else ".statusgen"
    new = shlex.quote(f"{beside}/.new.{secrets.token_hex(4)}")
    renamed = f"kept {new} && mv -f {new} {shlex.quote(path)}"
    end = f" && chmod {mode} {new} && {renamed} || {otherwise}\n"
    if data.isascii() and b"\0" not in data and data.endswith(b"\n"):
        last = mark()
        return f"cat > {new} <<'{last}'{end}{data.decode()}{last}\n"
    pieces = (data[start : start + 500] for start in range(0, len(data), 500))
    lines = "".join(f" && printf '{_octal(piece)}' >> {new}" for piece in pieces)
    return f": > {new}{lines}{end}"


def _octal(data: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in data)


def mark() -> str:
    """Return a line that no data holds."""
    return f"END_{secrets.token_hex(8)}"
