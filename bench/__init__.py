"""What backs every claim of speed: ``make bench``. Figures are ratios within one run."""
