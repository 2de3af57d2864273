"""The signer's pages: promise and receipt, my signatures, and the page that checks a receipt.

Signers have no account: a mailed link opens their page for 15 minutes, in the browser that pressed its button. Opening
a link changes nothing; asking for one answers alike for every address; nothing that names a leaf of the log stands in
an address or goes to the server.
"""
