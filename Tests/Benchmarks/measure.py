#!/usr/bin/env python3
"""measure.py OUT ERR COMMAND…: runs a command with its output in files and prints what it took, as JSON.

wall, user and system in seconds, peak memory in MiB, and the CPU seconds of its threads by thread name, looked up
while it runs: what a thread does in its last 20 ms is missed, so shares are of what was seen.
"""
import json
import os
import sys
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")


def threads_of(pid, seen):
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/stat", encoding="utf-8", errors="replace") as file:
                stat = file.read()
        except OSError:
            continue
        name, rest = stat[stat.index("(") + 1:stat.rindex(")")], stat[stat.rindex(")") + 2:].split()
        seen[task] = name, (int(rest[11]) + int(rest[12])) / TICK


def main(out, err, *command):
    begun = time.monotonic()
    pid = os.posix_spawnp(command[0], list(command), os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)])
    seen, over = {}, threading.Event()

    def watch():
        while not over.wait(0.02):
            threads_of(pid, seen)
    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - begun
    over.set()
    watcher.join()
    names = {}
    for name, seconds in seen.values():
        names[name] = names.get(name, 0) + seconds
    print(json.dumps({"exit": os.waitstatus_to_exitcode(status), "wall": wall, "user": usage.ru_utime,
                      "system": usage.ru_stime, "memory": usage.ru_maxrss / 1024, "threads": names}))
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
