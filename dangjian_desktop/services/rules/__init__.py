"""The declared rules in force in this office: duties, provisions they rest on, questions about a person. Counts nothing."""
