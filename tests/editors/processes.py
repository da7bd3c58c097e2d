"""What an editor has started."""

import psutil

SERVER = "parallelproof lsp"
SANDBOX = "_parallelproof_worker"


def started(by: int, what: str) -> list[psutil.Process]:
    """The processes below one whose command line holds these words; in a `SANDBOX` a project's code runs."""
    below = psutil.Process(by).children(recursive=True)
    return [process for process in below if what in " ".join(_command(process))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
