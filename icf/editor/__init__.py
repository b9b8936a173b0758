"""An organisation's own questions in the browser: upload, form editor, preview, publishing.

A draft is the text of a pack file. Every change goes the same way: text → plain values → an edit
→ text, which the reader of packs then checks as it checks any file. A draft may have faults, which
stand beside what they concern; a published version has none and never changes. What reads files is
imported where it is used, since it is slow to load.
"""
