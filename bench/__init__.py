"""Speed, measured as ratios in one run: against a bare Flask application on the same server and machine."""
