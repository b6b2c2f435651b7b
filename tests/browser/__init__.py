"""What needs Chromium: `make test-browser`, after `make book`."""
