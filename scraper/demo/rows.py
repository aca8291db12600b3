"""A row → how each list endpoint tells it; the keys are those of real answers."""

from __future__ import annotations

from typing import Any

from scraper.demo import keys
from scraper.demo.content import Entry, Row, brief, stamp, thumbnail

_SHARE = "https://view.inews.qq.com/a/"
_DESKS = {
    "tech": ("16", "科技", "人工智能", "tech_ai"),
    "finance": ("3", "财经", "公司", "finance_company"),
    "sports": ("4", "体育", "篮球", "sports_basketball"),
    "auto": ("5", "汽车", "新车", "auto_new"),
    "ent": ("6", "娱乐", "电影", "ent_movie"),
    "news": ("1", "要闻", "天气", "news_weather"),
    "health": ("8", "健康", "饮食", "health_food"),
}


def feed(row: Row) -> dict[str, Any]:
    """A row of a channel (getPCList)."""
    summary = brief(row)
    return {
        "id": row.id,
        "articletype": row.type,
        "title": row.title,
        "pic_style": 0,
        "publish_time": stamp(row),
        "pic_info": _pictures(row),
        "link_info": dict.fromkeys(
            ("share_url", "url", "short_url", "org_url"), f"{_SHARE}{row.id}"
        ),
        "media_info": _media(row),
        "interation_info": {
            "comment_id": keys.number(row.id, 16),
            "commet_num": 2,
            "read_num": 26,
            "share_num": 2,
            "share_wechat_num": 2,
        },
        "doc_info": _document(row),
        "update_time": stamp(row),
        "news724_feature": None,
        "desc": summary,
        "safe_control": _control(),
        "category": _category(row),
        "declare": {},
        "pub_info": {"source": "1", "sub_source": "117"},
        "payment_info": {},
        "user_address": row.author.place,
        "cp_info": {"tnews_self_made": -1},
        "flag": {},
        "extra_property": {},
        "share_info": {"share_title": row.title, "share_subtitle": summary},
        "long_summary": brief(row, 200).removesuffix("..."),
    }


def hot(row: Row, place: int) -> dict[str, Any]:
    """A row of pc_hot_ranking_list; a notice has no address."""
    if row.type == "560":
        return {"id": row.id, "articletype": row.type, "title": row.title}
    return {
        "id": row.id,
        "articletype": row.type,
        "title": row.title,
        "url": f"{_SHARE}{row.id}",
        "source": row.author.name,
        "chlname": row.author.name,
        "time": stamp(row),
        "timestamp": int(row.published.timestamp()),
        "thumbnails_qqnews": [thumbnail(row, "294195")],
        "hotEvent": {
            "id": row.id,
            "title": row.title[:18],
            "hotScore": 1_400_000 - 50_000 * place,
            "is_top": 1 if place == 1 else None,
        },
    }


def hot_item(row: Row, place: int) -> dict[str, Any]:
    """A row of hot_ranking_list, with the app's many keys."""
    if row.type == "560":
        return {"id": row.id, "articletype": row.type, "title": row.title}
    share, summary = f"{_SHARE}{row.id}?#", brief(row)
    same = dict.fromkeys(("surl", "short_url", "url"), share)
    return {
        "id": row.id,
        "a_ver": "00",
        "articletype": row.type,
        "title": row.title,
        "chlid": row.author.number,
        "commentid": keys.number(row.id, 10),
        "longtitle": row.title,
        **same,
        "time": stamp(row),
        "timestamp": int(row.published.timestamp()),
        "abstract": summary,
        "disableDeclare": 1,
        "comments": 26,
        "alg_version": 1,
        "card": _card(row),
        "media_id": row.author.number,
        **_app_source(row),
        **_app_pictures(row),
        "readCount": 31944,
        "shareUrl": share,
        "likeInfo": 55,
        "commentNum": 26,
        "hotEvent": {
            "id": row.id,
            "ranking": place,
            "title": row.title[:18],
            "hotScore": 1_400_000 - 50_000 * place,
        },
        "ranking": place,
        "nlpAbstract": summary,
        "nlpContentAbstract": summary,
        "extra_property": {},
        "userAddress": row.author.place,
    }


def shelf(row: Row) -> dict[str, Any]:
    """A row of a kv_srv list, as those of 2021 to 2025."""
    desk, name, below, _ = _desk(row)
    words = row.tags if isinstance(row, Entry) else ()
    return {
        "cms_id": row.id,
        "title": row.title,
        "subtitle": "",
        "url": f"https://new.qq.com/rain/a/{row.id}",
        "thumb_nail": thumbnail(row, "150120"),
        "thumb_nail_2x": thumbnail(row),
        "top_big_img": [thumbnail(row, "485350")],
        "category_id": desk,
        "category_name": row.category,
        "category_cn": name,
        "sub_category_id": f"{desk}03",
        "sub_category_name": _desk(row)[3],
        "sub_category_cn": below,
        "status": 4,
        "tags": [
            {"tag_id": keys.number(word, 7), "tag_word": word, "tag_score": "0.527262"}
            for word in words
        ],
        "media_id": row.author.number,
        "media_name": row.author.name,
        "point": "3",
        "article_type": int(row.type),
        "pool_name": "high_pool",
        "security_field": 1,
        "article_id": row.id[:14],
        "source": "om",
        "comment_id": keys.number(row.id, 10),
        "comment_num": "0",
        "create_time": stamp(row),
        "update_time": stamp(row),
        "publish_time": stamp(row),
        "img_exp_type": "3",
        "img": thumbnail(row),
    }


def _desk(row: Row) -> tuple[str, str, str, str]:
    return _DESKS.get(row.category, _DESKS["tech"])


def _pictures(row: Row) -> dict[str, Any]:
    return {
        "big_img": [thumbnail(row, "870492")],
        "small_img": [thumbnail(row, "294195")],
        "three_img": [thumbnail(row, "197130")],
        "ls_img_exp_type": "1",
        "ext": {
            "196x130": thumbnail(row, "196130"),
            "360x240": thumbnail(row, "360240"),
            "330x330": thumbnail(row, "330330"),
        },
        "share_img": thumbnail(row, "240240"),
        "img_count": len(row.images) if isinstance(row, Entry) else 1,
    }


def _media(row: Row) -> dict[str, Any]:
    author = row.author
    icon = f"https://inews.gtimg.com/news_ls/{keys.image(author.name)}_200200/0"
    return {
        "chl_id": author.number,
        "chl_name": author.name,
        "icon": icon,
        "sicon": icon,
        "mrk": author.about,
        "last_art_update": "0",
        "encoded_suid": author.suid,
        "vip_type": "30011",
        "vip_type_new": "30011",
        "vip_desc": "科技领域创作者",
        "vip_icon": "http://inews.gtimg.com/newsapp_ls/0/14876048581/0",
        "medal_info": {
            "type_id": 24,
            "medal_id": 38,
            "medal_level": 1,
            "medal_name": "初露锋芒",
            "medal_desc": "腾讯新闻粉丝数达到100",
            "night_url": "http://inews.gtimg.com/newsapp_ls/0/14465631212/0",
            "daytime_url": "http://inews.gtimg.com/newsapp_ls/0/14465629718/0",
        },
    }


def _document(row: Row) -> dict[str, Any]:
    desk, _, _, below = _desk(row)
    return {
        "first_cate_id": desk,
        "first_cate_name": row.category,
        "sec_cate_id": f"{desk}05",
        "sec_cate_name": below,
    }


def _category(row: Row) -> dict[str, Any]:
    _, name, below, _ = _desk(row)
    return {
        "cate1_name": name,
        "cate1_en_name": row.category,
        "cate1_id": keys.number(name, 8),
        "cate2_name": below,
        "cate2_id": keys.number(below, 7),
    }


def _control() -> dict[str, Any]:
    counts = (
        "close_all_ad",
        "close_all_favorite",
        "close_all_rel",
        "close_share_pull",
        "close_relate_thing",
        "close_all_emoticon_comment",
    )
    return {**dict.fromkeys(counts, 0), "political_option": "0", "pc_not_display": ""}


def _card(row: Row) -> dict[str, Any]:
    author = row.author
    return {
        "chlid": author.number,
        "chlname": author.name,
        "icon": f"http://inews.gtimg.com/newsapp_ls/0/{keys.number(author.name, 11)}_200200/0",
        "uin": f"ec{keys.letters(author.name, 32)}",
        "update_frequency": str(int(row.published.timestamp())),
        "vip_desc": "科技领域创作者",
        "vip_type": "30013",
        "suid": author.suid,
        "liveInfo": {},
        "cpLevel": 1,
    }


def _app_source(row: Row) -> dict[str, Any]:
    name = row.author.name
    return {
        "chlname": name,
        "source": name,
        "qualityScore": "3",
        "uinnick": name,
        "uinname": row.author.number,
        "tag": [""],
        "picShowType": 126,
        "newsModule": {},
        "labelList": [{"color": "#999999", "word": name, "type": 1, "typeName": "source"}],
        "NewsSource": "1:",
    }


def _app_pictures(row: Row) -> dict[str, Any]:
    return {
        "thumbnails": [thumbnail(row, "150120")],
        "thumbnails_big": [thumbnail(row)],
        "bigImage": [thumbnail(row)],
        "thumbnails_qqnews_photo": [thumbnail(row, "870492")],
        "thumbnails_qqnews": [thumbnail(row, "294195")],
        "tmp3pic": [thumbnail(row, "870492")],
        "miniProShareImage": thumbnail(row, "870492"),
        "fimgUrl": {"ExplicitImageUrl": thumbnail(row, "1035582")},
    }
