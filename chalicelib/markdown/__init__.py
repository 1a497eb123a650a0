"""Markdown to HTML, and all that a text tells: title, excerpt, headings, references, words. It is pure.

`renderer` makes the HTML; `render_report` is the trial rendering that publishing takes its facts from.
"""
