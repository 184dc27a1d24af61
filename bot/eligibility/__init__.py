"""Three-valued eligibility: what is known of a member, judged against the policy. Pure."""
