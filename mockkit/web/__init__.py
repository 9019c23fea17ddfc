"""One HTTP request: the pipeline that every request goes through, and what a service is to it."""
