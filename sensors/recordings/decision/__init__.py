"""One decision per file: how a text is to be read is found from all of it, and then holds for every row.

`layouts` splits it into cells, `numerals` reads numbers, `stamps` reads clocks, `candidates` lists the readings under
which the intervals are a heart's, `agreement` holds them against the stamps, `choice` takes the one there is or asks.
"""
