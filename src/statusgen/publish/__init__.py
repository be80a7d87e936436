"""Putting a finished build where readers see it, so that none of them ever sees a broken mixture.

The only code that talks to other hosts. Reads the output folder and writes nothing into it.
"""
