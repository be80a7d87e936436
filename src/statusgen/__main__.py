"""`python -m statusgen` is the command `statusgen`, and nothing more."""

from statusgen.cli import main

if __name__ == "__main__":
    main()
