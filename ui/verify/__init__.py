"""The page 核对: a draft judged sentence by sentence, and the result as a file with comments."""
