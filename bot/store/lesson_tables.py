"""What people made of messages: phrases for training, with the message each comes from."""
