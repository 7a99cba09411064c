"""The rows, the columns and one run of the scoreboard."""
