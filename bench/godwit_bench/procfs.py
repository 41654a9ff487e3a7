"""CPU seconds and peak memory of processes, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def process_tree(pid: int) -> list[int]:
    """The process and all its living descendants."""
    tree, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        children = _read(f"/proc/{current}/task/{current}/children")
        if not Path(f"/proc/{current}").exists():
            continue
        tree.append(current)
        waiting.extend(int(child) for child in children.split())
        for task in Path(f"/proc/{current}/task").glob("*"):
            if task.name != str(current):
                waiting.extend(int(child) for child in _read(task / "children").split())
    return tree


def cpu_seconds(pid: int) -> float:
    """User and system time of the process tree, ended children included."""
    return sum(_cpu_seconds_of_one(process) for process in process_tree(pid))


def reset_peak_memory(pid: int) -> None:
    """Makes the peak start again from what is resident now."""
    for process in process_tree(pid):
        try:
            Path(f"/proc/{process}/clear_refs").write_text("5")
        except OSError:
            continue


def peak_megabytes(pid: int) -> float:
    """VmHWM of the process tree, in units of 10^6 bytes."""
    return sum(_status_kilobytes(process, "VmHWM") for process in process_tree(pid)) * 1024 / 1e6


def machine_busy_seconds() -> float:
    """CPU seconds that all cores together have spent on anything but idling and waiting for disks."""
    fields = [int(value) for value in _read("/proc/stat").split("\n", 1)[0].split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) / _TICKS


def _cpu_seconds_of_one(pid: int) -> float:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / _TICKS if fields else 0.0


def _status_kilobytes(pid: int, key: str) -> int:
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
