"""The papers: data in, PDF bytes out, without database, clock or file.

Each document is one `render_…(data, language) -> bytes`; equal data give equal bytes, so a reprint
can be compared with what was printed first.
"""
