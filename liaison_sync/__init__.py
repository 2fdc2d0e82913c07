"""liaison-sync: email and calendar service for liaison and PR teams."""

import gc

# Modules come to stay, and a page of mail is many values that live and die together: looking for cycles at every 700
# new values takes a fifth of a start and a tenth of reading.
gc.set_threshold(20_000, 20, 20)

__version__ = "0.1.0"
