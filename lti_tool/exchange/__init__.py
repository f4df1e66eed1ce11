"""Files in and out: activity files, frameworks in the shape of CASE, rules per platform family."""
