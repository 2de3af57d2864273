"""The guided start: one page per step, a draft that survives a closed browser, the preview that is the page.

The draft is kept by a signed cookie; whoever does not hold it can neither read nor write the draft.
"""
