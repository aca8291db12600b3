// The keys: j k o v u / ? — and the next page of a list under the one that is there.
"use strict";
(() => {
  const list = document.querySelector("[data-list]");
  const dialog = document.getElementById("keys");
  const find = document.querySelector(".find input");
  const stories = () => [...document.querySelectorAll("[data-story] .open")];

  const show = (link) => {
    link.focus({ preventScroll: true });
    link.closest("[data-story]").scrollIntoView({ block: "nearest" });
  };

  let coming = null;
  const more = () => {
    const next = document.querySelector("a[data-next]");
    if (!next || !list) return Promise.resolve(false);
    coming ??= fetch(next.href)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
      .then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        for (const part of page.querySelectorAll("[data-list] > *")) {
          const known = part.querySelector("h2[id]");
          const there = known && document.getElementById(known.id);
          if (there) part.querySelectorAll("[data-story]").forEach((one) => there.parentElement.append(document.adoptNode(one)));
          else list.append(document.adoptNode(part));
        }
        const after = page.querySelector("a[data-next]");
        if (after) next.href = after.getAttribute("href");
        else next.parentElement.remove();
        return true;
      })
      .catch(() => { location.href = next.href; return false; })
      .finally(() => { coming = null; });
    return coming;
  };

  const step = async (by) => {
    let all = stories();
    if (!all.length) return;
    const now = document.activeElement?.closest("[data-story]");
    const at = now ? all.indexOf(now.querySelector(".open")) : by > 0 ? -1 : 0;
    if (at + by >= all.length && (await more())) all = stories();
    show(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const follow = (selector) => document.querySelector(selector)?.click();
  const keys = {
    j: () => (stories().length ? step(1) : follow("a[data-following]")),
    k: () => (stories().length ? step(-1) : follow("a[data-previous]")),
    o: () => document.activeElement?.closest("[data-story]")?.querySelector(".open").click(),
    v: () => follow("a[data-original]"),
    u: () => (document.referrer || history.length > 1 ? history.back() : follow(".home")),
    "/": () => { find.focus(); find.select(); },
    "?": () => dialog.showModal(),
  };
  keys.n = keys.j;
  keys.p = keys.k;

  // After g, a letter goes to a page.
  const places = { t: "/", c: "/changes", s: "/search", r: "/trends", h: "/health" };
  let going = 0;

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (typing) { if (event.key === "Escape") typing.blur(); return; }
    const gone = Date.now() - going < 1500 ? places[event.key] : undefined;
    going = event.key === "g" ? Date.now() : 0;
    const act = gone ? () => { location.href = gone; } : keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    const next = event.target.closest?.("a[data-next]");
    if (!next || !list || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const last = stories().length;
    more().then((came) => came && show(stories()[last]));
  });

  const remembered = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch { /* a browser that keeps nothing */ }
    return null;
  };

  // What was kept since the last visit stands above a line; the visit counts for an hour.
  if (list?.dataset.fresh && !new URLSearchParams(location.search).size) {
    const all = [...list.querySelectorAll("[data-story]")];
    const newest = all.map((one) => one.dataset.seen).sort().at(-1) ?? "";
    const [seen, before, at] = (remembered("seen") ?? "||0").split("|");
    const again = Date.now() - Number(at) < 3600e3;
    const last = again ? before : seen;
    remembered("seen", `${newest}|${last}|${again ? at : Date.now()}`);
    const first = all.findIndex((one) => one.dataset.seen <= last);
    if (last && first > 0) {
      const line = document.createElement("p");
      line.className = "fresh";
      line.textContent = list.dataset.fresh;
      all[first].before(line);
    }
  }

  const sizes = document.querySelector("[data-sizes]");
  if (sizes) {
    const body = document.querySelector(".text .body");
    let size = Number(remembered("size") ?? 0);
    const apply = () => { body.style.fontSize = size ? `${1.125 + size * 0.0625}rem` : ""; };
    sizes.hidden = false;
    sizes.addEventListener("click", (event) => {
      size = Math.min(Math.max(size + Number(event.target.dataset.size ?? 0), -3), 8);
      remembered("size", size);
      apply();
    });
    apply();
  }

  for (const one of document.querySelectorAll("button[data-scheme]")) {
    one.hidden = false;
    one.addEventListener("click", () => {
      const dark = getComputedStyle(document.documentElement).getPropertyValue("--dark").trim() === "1";
      const scheme = dark ? "light" : "dark";
      const own = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      document.documentElement.dataset.scheme = scheme;
      remembered("scheme", scheme === own ? "" : scheme);
      document.dispatchEvent(new Event("scheme"));
    });
  }

  for (const one of document.querySelectorAll("button[data-keys]")) {
    one.hidden = false;
    one.addEventListener("click", () => dialog.showModal());
  }
})();
