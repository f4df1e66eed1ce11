"""Files in and out: activity files, curriculum frameworks in the shape of CASE, rules per platform family."""
