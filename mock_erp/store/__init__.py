"""Tables of the ERP and the queries on them; every list is answered by an index and paged by key."""
