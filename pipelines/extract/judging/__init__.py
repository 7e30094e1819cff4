"""Which of a page's text blocks are its article, judged one by one, in this order.

`marks` (what class names say an element is for), `outline` (the tree as text segments under containers),
`witnesses` (what trafilatura, linked data, description and headline say of each segment; `plain_copy` is
what trafilatura gets where it is blind to a page's own markup), `regions` and
`surroundings` (what stands around it), `features` (all of that as a row of numbers), `model` (decision
trees, trained by bench.train), `decide` (kept or not, and why), `rendering` (as blocks); `judge` calls them.
"""
