"""The archive → a site of Hugo's.

`front` what stands above a text, as the site wants it, `body` a text no part of which breaks a
page, `layout` where its files go, `adapter` many articles in one file, `site` all of it,
`starter` a minimal site, `look` what is wrong with a site that is there.
"""
