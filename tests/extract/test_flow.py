"""HTML to blocks: what a reader sees, in its paragraphs; safe to walk whatever it is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import flow, markdown, tree
from scraper.extract.blocks import Block, leaves, spoken
from scraper.models import Kind

from .given import URL, body

IMAGE = "https://inews.gtimg.com/om_bt/KEY/641"
TAGS = (
    "span p section strong div br img font li h1 h2 h3 h4 h5 b svg blockquote em td code ul figure "
    "figcaption tr u hr i pre a ol table iframe abbr style script th tbody caption del s"
).split()


def read(html: str) -> Block:
    return flow.read(tree.fragment(html), URL)


def images(html: str) -> list[tuple[str, str | None]]:
    runs = (run for leaf in leaves(read(html)) for run in leaf.runs)
    return [(run.href, run.attrs.get("caption")) for run in runs if run.kind == "image"]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>一<br>二</p>", "一  \n二"),
        (f'<p><img src="{IMAGE}"><br>二</p>', f"![]({IMAGE})  \n二"),
        ("一<p>二</p>三", "一\n\n二\n\n三"),
        ("<p>一<span>二</span><!-- -->三</p>", "一二三"),
        ("<section>一</section><section>二</section>", "一\n\n二"),
        ("<div>一<script>x()</script>二</div>", "一二"),
        ("<p>一<span hidden>二</span>三</p>", "一三"),
        ('<p>一<span style="color:red; display : none">二</span>三</p>', "一三"),
        ('<p>一</p><div class="x ac-ask-ai">问</div><p>二</p>', "一\n\n二"),
        ('<div id="Status">审核中</div><p>二</p>', "二"),
        ("一<div hidden>隐</div>二", "一\n\n二"),
        ("<div><br></div><p>一</p><div><br/></div><p>二</p>", "一\n\n二"),
        ("<p><code>a</code><code>b</code></p>", "`ab`"),
        ("<ul><li>一</li><li>二</li></ul>", "* 一\n* 二"),
        ("<ul><li><div>一</div>二</li></ul>", "* 一\n  \n  二"),
        ("<ol start=3><li>一</li><li>二</li></ol>", "3. 一\n4. 二"),
        ("<blockquote>一<p>二</p></blockquote>", "> 一\n> \n> 二"),
        ("<h2>标题</h2>一", "标题\n--\n\n一"),
        ("<p><del>旧</del><s>价</s></p>", "~~旧价~~"),
    ],
)
def test_what_a_reader_sees(html: str, wanted: str) -> None:
    assert body(html) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="/ch/ai">站</a>', "[站](https://new.qq.com/ch/ai)"),
        ('<a href="http://tech.qq.com/a/1.htm">站</a>', "[站](http://tech.qq.com/a/1.htm)"),
        ('<a href="https://a.cn/x(1)<b>">站</a>', "[站](https://a.cn/x%281%29%3Cb%3E)"),
        ('<a href="https://a.cn">https://a.cn</a>', "<https://a.cn>"),
        ('<a href="javascript:alert(1)">站</a>', "站"),
        ('<a href="#top">站</a>', "站"),
        ('<a href="http://[::1">站</a>', "站"),
        ("<a>站</a>", "站"),
        ('<a href=" ">站</a>', "站"),
        ('<a class="a-tips-Article-QQ" href="http://tech.qq.com/">站</a>', "站"),
        ('<a href="http://t.qq.com/x#pref=qqcom.keyword">站</a>', "站"),
        ('<a href="https://a.cn"></a>站', "站"),
        ('太好了!<a href="https://a.cn">站</a>', "太好了\\![站](https://a.cn)"),
        ('<a href="https://a.cn">[1]\n二</a>', "[\\[1\\] 二](https://a.cn)"),
        (f'<a href="https://a.cn"><img src="{IMAGE}"></a>', f"![]({IMAGE})"),
    ],
)
def test_links(html: str, wanted: str) -> None:
    assert body(html) == wanted


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        (f'src="{IMAGE}"', IMAGE),
        (f'src="data:image/gif;base64,AAAA" data-src="{IMAGE}"', IMAGE),
        ('src="//inews.gtimg.com/om_bt/KEY/641"', IMAGE),
        ('src="http://inews.gtimg.com/om_bt/KEY/641"', IMAGE),
        ('src="http://other.cn/a.png"', "http://other.cn/a.png"),
        ('src="/a b.png"', "https://new.qq.com/a%20b.png"),
        ('src="data:image/gif;base64,AAAA"', ""),
        ('src=""', ""),
        ("alt=图", ""),
    ],
)
def test_addresses_of_images(attributes: str, source: str) -> None:
    assert [href for href, _ in images(f"<p><img {attributes}></p>")] == (
        [source] if source else []
    )


def test_the_alternative_text_cannot_end_the_image() -> None:
    assert body(f'<img alt="a]b[c\\d\ne" src="{IMAGE}">') == f"![a)b(c/d e]({IMAGE})"


@pytest.mark.parametrize(
    "html",
    [
        f'<figure><img src="{IMAGE}"><figcaption>图 说</figcaption></figure>',
        f'<p><img src="{IMAGE}"></p><p class="x img-desc">图<b> 说</b></p>',
        f'<div><img src="{IMAGE}"></div> <div class="pictext"><p>图 说</p></div>',
        f'<p><img src="{IMAGE}"><span class="caption">图 说</span></p>',
        f'<p><img src="{IMAGE}" data-caption="图 说"></p>',
        f'<p><img src="{IMAGE}" data-caption="图 说"></p><p class="img-desc">图 说</p>',
    ],
)
def test_captions(html: str) -> None:
    assert images(html) == [(IMAGE, "图 说")]
    assert body(html) == f"![]({IMAGE})\n\n*图 说*"


@pytest.mark.parametrize(
    "hidden",
    [
        "<style>.x{color:red}</style>",
        "<script>evil()</script>",
        "<b hidden>隐</b>",
        '<i style="display: none">隐</i>',
        "<!-- 注 -->",
        "<svg><text>图</text></svg>",
    ],
)
def test_what_is_hidden_in_a_caption_is_not_told(hidden: str) -> None:
    html = f'<img src="{IMAGE}"><figcaption>图{hidden} <b>说{hidden}</b></figcaption>'
    assert images(html) == [(IMAGE, "图 说")]
    assert body(html) == f"![]({IMAGE})\n\n*图 说*"
    assert images(f'<img src="{IMAGE}"><figcaption>{hidden}</figcaption>') == [(IMAGE, None)]


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{IMAGE}" data-caption="{"图 " * 2_500}">',
        f'<img src="{IMAGE}"><figcaption>{"图 " * 2_500}</figcaption>',
        f'<img src="{IMAGE}"><figcaption>{"图<b> </b>" * 2_500}</figcaption>',
    ],
)
def test_of_a_long_caption_the_head(html: str) -> None:
    ((_, caption),) = images(html)
    assert caption == ("图 " * 2_500)[: flow.CAPTION].rstrip()


@pytest.mark.parametrize("name", ["alt", "data-caption"])
def test_captions_count_among_what_is_read(name: str) -> None:
    html = f'<img src="{IMAGE}" {name}="{"甲" * 2_000}">'
    assert len(images(html * 150)) == 150
    with pytest.raises(ExtractError, match="more than 400000 characters"):
        read(html * 250)


def test_a_caption_that_the_text_repeats_is_told_once() -> None:
    html = f'<p><img src="{IMAGE}" data-caption="图说"></p><p>图说，来源：某社</p>'
    assert body(html) == f"![]({IMAGE})\n\n图说，来源：某社"


@pytest.mark.parametrize(
    "html",
    [
        '<p class="img-desc">字</p>',
        f'<p><img src="{IMAGE}">甲</p><p class="img-desc">字</p>',
        f'<p class="img-desc"><img src="{IMAGE}">字</p>',
    ],
)
def test_a_class_alone_is_no_caption(html: str) -> None:
    assert "*" not in body(html)
    assert all(caption is None for _, caption in images(html))


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<pre><code>a</code><code>  b</code></pre>", "a\n  b"),
        ("<pre><code>a<br>  b</code></pre>", "a\n  b"),
        ("<pre>\n\na &lt;b&gt; *c*  \n</pre>", "a <b> *c*"),
        ('<pre><span class="code-snippet__line-index">1</span>a</pre>', "a"),
    ],
)
def test_code_blocks(html: str, code: str) -> None:
    assert body(html) == f"```\n{code}\n```"


def test_a_code_block_has_its_language_and_a_long_enough_fence() -> None:
    assert body('<pre data-lang="c++">a ```` b</pre>') == "`````c++\na ```` b\n`````"
    assert body('<pre data-lang="`evil`">a</pre>') == "```\na\n```"
    assert body("<p>一</p><pre> \n </pre><p>二</p>") == "一\n\n二"


def test_text_of_the_player_is_none_of_the_article() -> None:
    html = '<p>甲</p><p><a href="https://v.qq.com/x/page/v1.html">视频：乙</a></p><p>丙</p>'
    assert spoken(read(html)) == "甲丙"


# Hostile pages.


def quickly(html: str) -> str:
    start = time.process_time()  # not the clock's: other processes may be at work
    made = body(html)
    assert time.process_time() - start < 8
    return made


@pytest.mark.parametrize("tag", ["div", "span", "strong", "blockquote", "ul><li", "a href=x", "em"])
def test_two_thousand_deep_is_read(tag: str) -> None:
    assert "底" in quickly(f"<{tag}>" * 2000 + "底")


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "ul", "table><tr><td"])
def test_a_hundred_thousand_deep_is_refused_at_once(tag: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ExtractError, match=r"nested|tags") as caught:
        read(f"<{tag}>" * 100_000)
    assert caught.value.kind is Kind.UNREADABLE
    assert time.perf_counter() - start < 1


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(ExtractError, match="tags"):
        read("<b>x</b>" * 400_000)


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "大模型" * 330_000 + "</p>",
        "<p>大模型降价。</p>" * 24_000,
        "<b>甲</b>乙" * 20_000,
        "<p>" + "<i>（</i>甲" * 20_000,
        "<p>" + "<b>" + "（" * 100_000 + "</b>甲",
        "<br>" * 49_000,
        "<td>甲" * 49_000,
        "<table>" + "<tr><td rowspan=9999 colspan=9999>甲" * 2_000,
        "<ul>" + "<li>甲" * 49_000,
        "`" * 300_000,
        "[" * 100_000 + "](" * 100_000,
        "<p>" + "~ " * 200_000,
        "<pre>" + "<code>甲</code>" * 24_000,
        f'<img src="{IMAGE}"><p class="img-desc">说</p>' * 16_000,
        "<a href=x>甲</a>" * 20_000,
        "甲\u3000 " * 100_000,
    ],
    ids=lambda html: html[:24],
)
def test_large_pages_take_bounded_time(html: str) -> None:
    made: str | Kind
    try:
        made = quickly(html)
    except ExtractError as error:
        made = error.kind
    assert not isinstance(made, Kind) or made is Kind.UNREADABLE


SOUP = st.recursive(
    st.text(max_size=12) | st.just(f'<img src="{IMAGE}" data-caption="说">'),
    lambda inner: st.builds(
        lambda tag, attribute, parts, closed: (
            f"<{tag} {attribute}>{''.join(parts)}" + f"</{tag}>" * closed
        ),
        st.sampled_from(TAGS),
        st.sampled_from(
            [
                "",
                "hidden",
                'class="img-desc"',
                'class="qnt-p"',
                'class="qnt-h2"',
                "colspan=3",
                "rowspan=0",
                'href="/x"',
                "start=x",
                'data-lang="py"',
                'style="display:none"',
            ]
        ),
        st.lists(inner, max_size=4),
        st.booleans(),
    ),
    max_leaves=20,
)


@given(SOUP)
def test_any_soup_is_read_and_written(html: str) -> None:
    made = markdown.write(read(html))
    assert made == made.strip()
    assert not any(ord(sign) < 32 and sign != "\n" for sign in made)
    assert "\ud800" not in made


@given(
    st.text("ab_hHAUGO/.:-%?#;[]~ 甲", max_size=30).map("https://inews.gtimg.com/".__add__)
    | st.text("htps:/.a?#[]\\")
    | st.just("https://a.cn"),
    st.sampled_from([URL, "", "https://[a", "http://甲.cn/", "//a.cn/x/y"]),
)
def test_an_address_that_is_whole_is_joined_to_the_same(source: str, base: str) -> None:
    short = flow.address(source, base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "_WHOLE", re.compile(r"(?!)"))
        assert flow.address(source, base) == short
