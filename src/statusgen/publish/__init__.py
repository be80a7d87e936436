"""Putting a finished build where readers see it, so that none of them ever sees a broken mixture.

No other code changes anything on other hosts. Reads the output folder and writes nothing into it.

`release` is what is published and `target` what a place to publish to can do: others may add kinds
by an entry point of the group `statusgen.targets`. `config` makes the targets that statusgen.yml
names, and `several` publishes to them at once; each asks `replacing` whether what it shows may go.
`purge` and `tell` come after. All are imported by their own names: a build needs none of them.
"""
