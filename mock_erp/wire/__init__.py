"""HTTP in and out: requests are parsed here into the domain's values, and answers made of them."""
