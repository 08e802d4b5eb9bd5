"""Can an answer be read by itself? One rule a fault, each checked on the answer's JSON alone."""
