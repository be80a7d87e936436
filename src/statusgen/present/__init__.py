"""Status to views: every choice of words, order and links for the pages, made once and in Python.

Templates print what is decided here. Knows no template, no disk and no time.
"""
