"""Text that would be a command somewhere, if anything took it for one.

Every one is put into every field that comes from outside: see `pages`. Each names ``evil`` where it
would leave a trace.
"""

from __future__ import annotations

EVIL = "https://evil.example/"

PAYLOADS: dict[str, str] = {
    # the disk
    "path": "../../../../evil",
    "path-absolute": "/evil/evil",
    "path-windows": "..\\..\\evil\\evil.exe",
    "path-encoded": "%2e%2e%2f%2e%2e%2fevil",
    "path-home": "~/evil",
    "file-name": "evil.md",
    "option": "--help -rf --config=evil",
    # the shell, and programs that read what others wrote
    "shell": "$(touch evil) `touch evil`; touch evil & touch evil | touch evil > evil",
    "shell-quote": "'; touch evil; '\"; touch evil; \"",
    "format": "%s %n %(evil)s {0} {evil} ${evil} #{evil} <%= evil %>",
    "csv": "=cmd|' /C evil'!A0",
    "log-line": "evil\n2026-11-22 09:00:00 new https://evil.example/ evil",
    "log-forged": 'evil\r\n{"kind":"new","url":"https://evil.example/"}',
    # YAML
    "yaml-key": 'evil"\nevil: "true',
    "yaml-end": 'evil"\n---\n\n# evil\n',
    "yaml-dots": "\n...\nevil: true",
    "yaml-tag": "!!python/object/apply:os.system [touch evil]",
    "yaml-alias": "&evil *evil <<: *evil",
    "yaml-escape": '\\" \\x41 \\u0041 \\',
    "yaml-block": "|\n  evil\n  evil",
    # SQL
    "sql": "evil'); DROP TABLE articles; --",
    "sql-double": '" OR 1=1; DELETE FROM "links"; --',
    "sql-match": 'NEAR("evil" OR *) AND {evil}: ^"',
    # HTML
    "script": "<script>alert('evil')</script>",
    "script-split": "<scr<script>ipt>alert('evil')</scr</script>ipt>",
    "image-event": "<img src=x onerror=\"alert('evil')\">",
    "attribute": '" onmouseover="alert(\'evil\')" x="',
    "attribute-single": "' onmouseover='alert(1)' x='",
    "tag-end": "</title></style></h1></article></body></html><svg onload=evil()>",
    "frame": f"<iframe src={EVIL}></iframe><base href={EVIL}><meta http-equiv=refresh>",
    "comment": "<!-- evil --> <!--more--> <![CDATA[evil]]> <?evil ?>",
    "entities": "&lt;script&gt;evil&lt;/script&gt; &#60;img src=x onerror=evil()&#62;",
    "entity-endless": "&#" + "9" * 5000 + ";",
    "javascript": "javascript:alert('evil')",
    "script-end": "</script><script>evil()</script>",
    # Markdown
    "link": "[evil](javascript:alert(1)) [evil](https://evil.example/)",
    "picture": "![evil](https://evil.example/evil.png)",
    "autolink": "<https://evil.example/> <javascript:alert(1)>",
    "definition": '[qq]: https://evil.example/ "evil"',
    "last-link": "\n\n[qq](https://evil.example/)",
    "heading": 'evil\n====\n\n# evil\n\n## evil {#evil .evil onclick="alert(1)"}',
    "attributes": '{#evil .evil style="position:fixed" onclick="alert(1)"}',
    "fence": "```\nevil\n~~~\nevil",
    "ticks": "`evil ``evil ```evil",
    "list": "- evil\n* evil\n1. evil\n> evil\n- [x] evil",
    "table": "| evil | evil |\n| --- | --- |\n| evil | evil |",
    "footnote": "[^1] [^1]: evil",
    "emphasis": "***evil** _evil_ ~~evil~~ __evil",
    "rule": "---",
    "break": "evil  \nevil\\",
    # Hugo
    "shortcode": "{{< evil >}}",
    "shortcode-tight": "{{<evil>}}",
    "shortcode-markdown": "{{% evil %}}",
    "shortcode-comment": "{{</* evil */>}}",
    "shortcode-raw": "{{< /raw >}}{{< highlight evil >}}",
    "shortcode-open": "{{< evil",
    "shortcode-more": "{{{{{< evil >}}}}} {{%",
    "hugo-more": "evil <!--more--> evil",
    "hugo-token": "HAHAHUGOSHORTCODE0s0HBHB",
    "hugo-deferred": "__hdeferred/d_1__d=",
    "hugo-processed": "__h_pp_l1_0__e=",
    "hugo-context": "{{__hugo_ctx pid=1}}",
    "template": '{{ .Site.Title }} {{ readFile "evil" }} {% evil %}',
    # the terminal
    "colour": "\x1b[31mevil\x1b[0m",
    "screen": "\x1b[2J\x1b[Hevil\x1bc",
    "hyperlink": "\x1b]8;;https://evil.example/\x1b\\evil\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "window-title": "\x1b]0;evil\x07",
    "paste": "\x1b[200~evil\x1b[201~\n",
    "c1": "\x9b31mevil\x9d0;evil\x9c\x90evil\x9c",
    "carriage": "good\revil",
    "carriage-entity": "good&#13;&#13;# evil&#13;&#13;[evil](https://evil.example/)&#13;",
    "backspace": "good\x08\x08\x08\x08evil",
    "bell": "evil\x07\x0b\x0c\x00\x7fevil",
    "rich": "[bold red]evil[/] [link=https://evil.example/]evil[/link] :skull:",
    "hidden-entity": "&#27;[31mevil&#x9b;31m&#7;",
    # characters that are not what they look like
    "right-to-left": "good\u202egnp.live\u202c",
    "isolate": "\u2066evil\u2069 \u2067evil \u200e\u200f\u061c",
    "zero-width": "ev\u200bil ev\u200cil ev\u200dil ev\u2060il \ufeffevil\xadevil",
    "lines": "evil\u2028evil\u2029evil\x85evil",
    "spaces": "evil\xa0evil\u3000evil\u2003evil\tevil",
    "tags": "good\U000e0065\U000e0076\U000e0069\U000e006c",
    "half": "evil\ud83devil",
    "none": "\ufffe\uffff\ufffc",
    "marks": "e\u0301\u0301\u0301\u0301vil" + "\u0337" * 50,
    # and the rest
    "long": "evil " * 900,
    "digits": "9" * 5000,
    "json": '{"evil": true}',
    "null": "null",
    "quotes": "\"evil' \\\"evil\\' \\\\",
}
"""By name: the name stands in the test's output, the text may not."""
