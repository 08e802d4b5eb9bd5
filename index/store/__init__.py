"""The index on disk: versions, their files, and the vectors they share."""
