"""What stands in the columns: answers, dates, durations, and who gave them."""
