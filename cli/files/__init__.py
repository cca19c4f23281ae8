"""Commands for files: import, export, analyse, backtest."""
