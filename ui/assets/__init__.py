"""What browsers load besides pages: our scripts and styles and Gradio's, as few files."""
