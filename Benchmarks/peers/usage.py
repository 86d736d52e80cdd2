"""What a command costs: shared by the scripts that read files."""
import os
import subprocess
import sys


def usage(command):
    """Seconds of CPU and MiB of memory; ends where the command fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss >> 10
