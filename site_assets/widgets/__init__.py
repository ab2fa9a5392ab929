"""Widget blocks in the pages: from the text of a block to the first state as HTML."""
