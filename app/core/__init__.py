"""Tools that know no product noun: nothing here names a center, a place or a referral."""
