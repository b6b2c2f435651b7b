"""What asks the package index: `make test-offline`."""
