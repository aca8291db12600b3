"""The archive in a browser: an address → a page, the same as JSON, a feed, an image.

- ``app``      the addresses, and what answers them: ``site`` pages, ``beside`` what goes with them;
  ``run`` serves it
- ``gate``     who may ask, by which name, and what a browser may do with the answer
- ``answer``   a view → HTML, JSON or CSV; ``frame`` the templates, ``kept`` answers kept in memory
- ``stores``   the archive, open in each thread; ``ready`` what is slow to make of it, kept
- ``today``, ``article``, ``diff``, ``changes``, ``search``, ``trends``, ``health``, ``sql``  one
  page each: the archive + what is asked → a view; ``wish`` and ``hits`` are of the search
- ``span``     days → periods; ``charts`` what the trends draw of them
- ``picture``  the images: kept ones, and those that are asked for where they are
- ``feed``     the feeds; ``opensearch`` how a browser searches here
- ``tools``    what an assistant may ask, ``quoted`` what it is told, in the form of ``results``;
  ``assistant`` serves it by the Model Context Protocol
"""
