"""The pages a person looking for treatment sees."""
