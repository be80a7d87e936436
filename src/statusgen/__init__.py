"""Incident entries in Markdown become a public status page, as plain files.

Importing this package imports nothing else: `statusgen --version` must answer at once. The program
is read from `statusgen.pipeline`; the command is `statusgen.cli`.
"""

__version__ = "0.1.0"
