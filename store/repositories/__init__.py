"""Every query of the program: one file per thing, and each query knows who asks."""
