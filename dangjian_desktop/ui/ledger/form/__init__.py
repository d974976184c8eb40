"""One record being written: fields, states, draft, secrets, evidence. Knows no list."""
