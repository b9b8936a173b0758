"""What is held about an organisation and a person: taken out, brought in, erased, reviewed."""
