"""Where one can go: what stands at the top of pages, and addresses of our own pages."""
