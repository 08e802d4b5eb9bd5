"""Make chosen statements whole: what they hang on, what they lead in, each thing once."""
