"""The floor as a command: `python -m bench.least COURSE TOPIC TO`; see bench/floor.py."""

from __future__ import annotations

import sys
from pathlib import Path

from practicum.nbgrader_bridge.nbgrader_commands import learners

from .floor import floor

if __name__ == "__main__":
    root, topic, to = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    floor(root, topic, learners(root, topic), to)
