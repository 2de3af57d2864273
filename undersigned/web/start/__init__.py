"""The guided start of a petition: short steps, a draft that survives a closed browser.
"""
