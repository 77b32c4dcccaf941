"""Who is here, who may take how much, and what is put aside until a moment."""
