"""Putting a finished build where readers see it, so that none of them ever sees a broken mixture.

The only code that talks to other hosts. Reads the output folder and writes nothing into it.

`release` is what is published and `target` what a place to publish to can do: others may add kinds
by an entry point of the group `statusgen.targets`. `config` makes the targets that statusgen.yml
names, and `several` publishes to them at once; `purge` and `tell` come after. Each is imported by
its own name: a build needs none of them.
"""
