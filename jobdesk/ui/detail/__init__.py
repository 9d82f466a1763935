"""The details of the selected jobs: the header and the tabs below the table."""
