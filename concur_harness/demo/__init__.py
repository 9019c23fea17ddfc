"""A company at work, to look at: reports come in, the reference connector books them, people mend what comes back."""
