"""An imitation of qq.com, for trials and tests without the net; its news is invented.

articles/   the content, as TOML: articles, authors, what the lists name
content     TOML → articles, authors, lists
markup      light markup → blocks
render/     an article → the page of its era
picture     an image's address → its bytes
lists       content + a request → the answer of a list endpoint
addresses   an address → the article it names on a shelf
pages       an article → the answer with its page
moods       what the site answers when it is unhappy, one article id each
weather/    the same site with very many articles, over a long time, under a changing sky
edits       the articles some hours later, as the site altered them
site        a request → an answer; the ASGI app
server      an ASGI app → a port on this machine
"""
