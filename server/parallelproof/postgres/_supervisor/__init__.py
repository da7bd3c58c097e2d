"""Runs the server of a folder for as long as anyone holds a lease on it.

Every process that uses the server holds a lock on a file of its own in `leases/`, which the operating system gives
back however the process ends. Whoever takes a lease, starts the server or ends it holds `lock` meanwhile, and the one
supervisor of the folder holds `supervised` for life. It is the server's parent: it reaps it when it is killed, ends it
a moment after the last lease, and on Linux the server ends with it. What a supervisor that was killed left running
elsewhere, the next one ends before it starts its own.

This package uses the standard library only, so that a supervisor is small: 12 MB.
"""
