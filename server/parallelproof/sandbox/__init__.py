"""Runs user code in processes that can read the project and its packages, write to a scratch folder, and nothing else.

`pool` is the seam; `warm` is one zygote seen from here; `_parallelproof_worker` runs under the project's interpreter:
`zygote` forks a child for each job, `lockdown` puts the layers on it. `layers` says which of them this machine has;
`readable` decides what of a project may be read, `secrecy` what may not.
"""
