"""From packets to beats in time: no beat twice, no interval across a loss (ADR 15)."""
