"""What backs every claim of figures: ``make bench``. Those of speed are ratios within one run."""
