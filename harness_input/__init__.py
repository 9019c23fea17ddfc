"""What people and programs hand in: typed bodies and YAML, read with every mistake at once, in words of our own."""
