"""The pages for whoever runs the program: users and keys, feedback, the audit file."""
