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
    j: () => step(1),
    k: () => step(-1),
    o: () => document.activeElement?.closest("[data-story]")?.querySelector(".open").click(),
    v: () => follow("a[data-original]"),
    u: () => (document.referrer || history.length > 1 ? history.back() : follow(".home")),
    "/": () => { find.focus(); find.select(); },
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (typing) { if (event.key === "Escape") typing.blur(); return; }
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    const next = event.target.closest?.("a[data-next]");
    if (!next || !list || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const last = stories().length;
    more().then((came) => came && show(stories()[last]));
  });

  for (const one of document.querySelectorAll("button[data-keys]")) {
    one.hidden = false;
    one.addEventListener("click", () => dialog.showModal());
  }
})();
