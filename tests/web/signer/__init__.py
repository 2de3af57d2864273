"""The signer's pages."""
