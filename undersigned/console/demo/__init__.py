"""The demonstration: a lived-in site in a folder of its own, made at the first start and kept.

Its petitions are Markdown files in `content/`, its signatures are invented and were made by the same actions as
everybody's, so its log recounts. It never touches another site's data: it takes nothing from the environment but the
name of its folder.
"""
