"""Read tables as people do: the row and the column that a question asks for."""
