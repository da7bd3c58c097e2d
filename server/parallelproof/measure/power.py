"""Whether the machine runs on battery, asked of the system in the way that costs least."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux lists batteries and chargers."""
_PMSET_S = 2.0


def on_battery(supplies: Path = SUPPLIES) -> bool:
    """Whether a battery is being drained and no charger is connected; False where the system does not say.

    Blocks for some milliseconds: call it off the event loop.
    """
    if sys.platform == "darwin" and supplies == SUPPLIES:
        return _pmset_says_battery()
    try:
        folders = list(supplies.iterdir())
    except OSError:
        return False
    kinds = [(_read(folder / "type"), folder) for folder in folders]
    if any(kind in ("Mains", "USB") and _read(folder / "online") == "1" for kind, folder in kinds):
        return False
    return any(kind == "Battery" and _drains(folder) for kind, folder in kinds)


def _drains(battery: Path) -> bool:
    # A mouse or a headset is a battery too, but not the machine's.
    return _read(battery / "scope") != "Device" and _read(battery / "status") == "Discharging"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _pmset_says_battery() -> bool:
    try:
        answer = subprocess.run(["pmset", "-g", "batt"], capture_output=True, text=True, timeout=_PMSET_S, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return "'Battery Power'" in answer.stdout
