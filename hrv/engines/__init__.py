"""From a beat series to windows: NeuroKit2 for the record, numpy for bulk, ECG to compare with."""
