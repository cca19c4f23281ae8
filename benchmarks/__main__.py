"""Side-by-side measurements, all of them: `make bench`. Every module that ends in `_contract` prints its tables."""

from __future__ import annotations

import importlib
import pkgutil

import benchmarks

if __name__ == "__main__":
    for module in pkgutil.iter_modules(benchmarks.__path__, "benchmarks."):
        if module.name.endswith("_contract"):
            importlib.import_module(module.name).main()
