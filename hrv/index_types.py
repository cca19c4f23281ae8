"""Types of indices: all are milliseconds, and none may pass for another.

Programs have stored RMSSD as SDNN and the other way round, and nobody saw it in a float. Only what computes an index
gives it its name; a type checker refuses every other way under it.
"""

from __future__ import annotations

from typing import NewType

MeanRr = NewType("MeanRr", float)
Rmssd = NewType("Rmssd", float)
LnRmssd = NewType("LnRmssd", float)
Sdnn = NewType("Sdnn", float)
Sdsd = NewType("Sdsd", float)
Sd1 = NewType("Sd1", float)
Sd2 = NewType("Sd2", float)
