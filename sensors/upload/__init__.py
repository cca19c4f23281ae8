"""The sending side: recordings on disk until the server has acknowledged them."""
