"""What the staff do about forged signatures, and what their signers say to it."""
