"""What several commands share: opening a record, plain errors."""
