"""TimescaleDB compiled to WebAssembly, served to PostgreSQL drivers by a small Node program (the .mjs files here).

For tests, demonstrations and development where no TimescaleDB server is at hand; it needs Node 20. One backend serves
all connections, one transaction after the other: statements cannot be cancelled, background jobs do not run, and
session-level advisory locks do not exclude anybody. A power cut can lose data, the end of the process cannot.
"""

from healther.timescale_wasm.package import InstallError, install
from healther.timescale_wasm.server import StartError, TimescaleWasm, command, dsn

__all__ = ["InstallError", "StartError", "TimescaleWasm", "command", "dsn", "install"]
