"""Side-by-side measurements, all of them: `make bench`."""

from __future__ import annotations

from benchmarks import light_contract

if __name__ == "__main__":
    light_contract.main()
