"""A whole installation in one file, whichever database and store it lives in: making it, checking it, proving a copy.

The file is a tar with one folder, `casewright-archive-1`, whose number is that of the format. In it, in this order:

* `tables/NAME.jsonl`: a row a line, for each table, each table after those it refers to;
* `objects/KEY`: the bytes of each confirmed version of a document;
* `manifest.json`: what is in the file, see `manifest.Manifest`;
* `SHA256SUMS`: the SHA-256 of every member above, in order, as `sha256sum --check` reads it. An archive without it is
  not complete.

Nothing here writes to a database; `operations/restore.py` does.
"""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many of it, of how many."""
