"""The starter library: eight regimens, their products and a site's first limits, to learn and exercise with.

Written by us from published trials and product information, each with its source, and marked *illustrative*:
nothing here is signed for clinical use. A pharmacist signs their own version, which replaces it.
"""
