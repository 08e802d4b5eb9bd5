"""Articles that users upload: the files, the job that indexes them, the routes."""
