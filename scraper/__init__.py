"""The map of the house: an archive of Chinese AI-industry news on Tencent News.

Data walks in at the front door and out at the back; nobody walks backwards::

    config.toml ─config→ Settings
    list answer ─discover→ Links ─archive→ new or due ─fetch→ Fetched ─archive.keep→ snapshot
                                                                └─extract→ Article ─archive.put
                                                                └─ not to be believed → quarantine
    Article ─extract.document→ Markdown with front matter ─publish→ a file
    what was met + what is usual ─watch→ verdict → exit code, notice, metrics

An article is a function of the raw page and the extractor: the bytes are kept before anything is
made of them. What goes wrong with one page is an outcome with a name, and the run goes on.

The floors, from the roof down; imports go only downwards, and the rooms of one line do not know
one another (``make check`` enforces both):

- ``cli``       the door: the only code that prints, exits and reads the clock
- ``demo``      an imitation of the site, on this machine, to walk through without the net
- ``crawl``     the hall: discover → visit → judge; knows the order, nothing else; its parts are
  ``survey`` which asks the lists, ``visit`` one page, ``known`` what is stored of its article,
  ``match`` whom the articles name, ``mirror`` the images they show, ``review`` the verdict and
  who is told of it, ``hall``, the rooms of one run, and ``reading``, a link and its answer →
  the article
- ``doctor``    what of an installation works; ``intake`` what files hold → the archive, offline
- ``reextract`` every stored page through today's extractors; its parts are ``reread``, what one
  page is today, and ``crew``, the processes that read
- ``scale``     very many stored pages → parts of Parquet → the archive, by processes or by Ray;
  ``captured``  an answer of another day → its place in the archive
- ``serve``     the archive → pages, feeds and tools for who reads it
- ``translate`` articles in other languages, the newest first, within a budget
- ``discover``  what is worth a visit: list answers → links, the topic rule, when to look again;
  whom a text names: the dictionary of companies, models, people, chips and institutions;
  ``publish``   articles → files; ``warc`` answers ↔ WARC files;
  ``tongue``    a text in one language → the same in another, by a model or a command
- ``archive``   articles ↔ SQLite, the only door to the database;
  ``fetch``     request → answer, politely, the only door to the web;
  ``extract``   page → article ↔ document; one folder a site, one dated file an era;
  ``watch``     what was met + history → verdict; verdict → notices, metrics
- ``config``    config.toml → settings;
  ``disk``      bytes → a file that is whole or not there;
  ``pixels``    bytes → the image they are, once they have proved to be one;
  ``urls``      address → the one article it names
- ``dates``     written time → moment; ``models`` the values that walk through the house;
  ``errors``    what can go wrong, and how far it may travel;
  ``text``      a text → the form in which it is searched and compared

``discover``, ``extract``, ``urls``, ``dates``, ``models`` and ``errors`` have no window: a value
in, a value out.
"""
