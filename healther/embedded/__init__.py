"""PostgreSQL and Valkey as child processes of `healther up`, and the supervisor that watches them."""
