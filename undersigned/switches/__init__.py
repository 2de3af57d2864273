"""What the staff can turn off while the site runs: new signatures, and what a storm does not need."""
