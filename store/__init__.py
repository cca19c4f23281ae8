"""The record: tables, repositories that know who asks, encryption, consent ledger, audit."""
