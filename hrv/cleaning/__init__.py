"""From raw beats to NN intervals: which beats are artefacts, how good a window is, how regular its rhythm."""
