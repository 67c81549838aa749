"""The naltrexone guide: its pages, the search inside it, and its small tools."""
