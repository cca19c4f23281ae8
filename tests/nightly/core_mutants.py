"""Small mistakes put into every line of the core, one at a time: does a test notice?

    make mutants                          # each module of the core, with the tests that are named after it
    make mutants MODULES="kalman quality" # some of them
    make mutants PROCESSES=1              # gently

What is found of a module is kept in .cache/nightly and holds until the arithmetic or its tests change, so that a run
that was stopped goes on where it was. It fails for every mutant that no test notices, except for those that
`equivalents.toml` holds with the reason, and for every line of that list that no longer is true.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.nightly.bluetooth import ABSENT, ROOT
from tests.nightly.equivalents import NOTICED, contradicted, listed
from tests.nightly.mutation import COPIES, TRIED, UNNOTICED, changes, module_of, mutate, outcomes, prepare, tracked

CLEANING = ("artifacts", "nn_intervals", "own_variability", "placement", "quality", "regularity", "standard_errors")
CORE = (
    "hrv/light/changepoint.py",
    "hrv/light/kalman.py",
    "hrv/windows/next_reading.py",
    *(f"hrv/cleaning/{name}.py" for name in CLEANING),
)
LONGEST_S = 40 * 60.0


def main(names: list[str], processes: int | None = None) -> int:
    """Try the modules of these names, or all, and say of each what came of it."""
    if find_spec("mutmut") is None:
        sys.stdout.write("mutmut is not installed. `make mutants` installs it.\n")
        return ABSENT
    unknown = set(names) - {Path(file).stem for file in CORE}
    if unknown:
        sys.stderr.write(
            f"No module {', '.join(sorted(unknown))}; there are {', '.join(Path(f).stem for f in CORE)}.\n"
        )
        return 2
    told = [tried(file, processes) for file in CORE if not names or Path(file).stem in names]
    sys.stdout.write("\n" + "\n".join(line for _, line in told) + "\n")
    return int(any(status for status, _ in told))


def tried(file: str, processes: int | None) -> tuple[int, str]:
    """Try the mutants of one module that have not been tried yet: a status and a line for the table."""
    copy, tests = COPIES / Path(file).stem, tests_named_after(file)
    mark, fingerprint = copy / "fingerprint", fingerprint_of(tests)
    if not (mark.exists() and mark.read_text() == fingerprint):
        prepare(copy, [file], tests)
        mark.write_text(fingerprint)
    status = mutate(copy, [], longest_s=LONGEST_S, processes=processes)
    found = outcomes(copy, [f"{module_of(file)}.*"])
    if not found:
        return status or 1, f"{file:<36} its tests fail without any mutant"
    return judged(file, found, changes(copy, [file]))


def judged(file: str, found: dict[str, str], changed: dict[str, tuple[str, str]]) -> tuple[int, str]:
    """Print what is wrong with a module's tests or its part of the list: a status and a line for the table."""
    entries = {entry for entry in listed() if entry[0].startswith(f"{module_of(file)}.")}
    came = {changed[name]: how for name, how in found.items()}
    unnoticed = [mutant for mutant, how in came.items() if how in UNNOTICED and mutant not in entries]
    wrong = [f"not noticed: {': '.join(mutant)}" for mutant in unnoticed] + contradicted(entries, came)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    noticed, tried_ones = (sum(how in hows for how in came.values()) for hows in (NOTICED, TRIED))
    score = f"{noticed:>4} of {len(came):>4} noticed, {len(entries):>3} equivalent, {len(unnoticed):>3} not noticed"
    untried = len(came) - tried_ones
    return int(bool(wrong or untried)), f"{file:<36}{score}" + f", {untried} not tried" * bool(untried)


def tests_named_after(file: str) -> list[str]:
    """The files of tests, in the folder that mirrors a module's, whose names hold the module's."""
    folder, name = Path("tests", file).parent, Path(file).stem
    return sorted(str(each.relative_to(ROOT)) for each in (ROOT / folder).glob(f"test_*{name}*.py"))


def fingerprint_of(tests: list[str]) -> str:
    """Changes with the arithmetic, with the tests, and with what they share."""
    digest = hashlib.sha256()
    for name in sorted({*tracked("hrv", ":(glob)tests/*.py", ":(glob)tests/hrv/*.py"), *tests}):
        if (ROOT / name).is_file():
            digest.update(name.encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(os.environ.get("MODULES", "").split(), int(os.environ.get("PROCESSES") or 0) or None))
