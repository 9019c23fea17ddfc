"""What is done with a company's books: by its clients (``payables``), and by whoever runs the mock (``admin``)."""
