"""The rules of Healther: pure Python, no I/O, no third-party imports."""
