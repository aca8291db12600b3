// What is typed → the articles that have it, by the index that Pagefind made of the built site.
const form = document.getElementById("search");
const said = document.getElementById("said");
const found = document.getElementById("found");
const field = form.elements.q;
const MOST = 20;
let engine;
let turn = 0;

async function load() {
  const index = await import(form.dataset.index);
  await index.init();
  return index;
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

// An excerpt marks what was found; all else in it is text.
function excerpt(html) {
  const made = element("p", "summary");
  for (const part of html.split(/(<mark>.*?<\/mark>)/s)) {
    const marked = part.match(/^<mark>(.*)<\/mark>$/s);
    const holder = element(marked ? "mark" : "span");
    holder.textContent = new DOMParser().parseFromString(marked ? marked[1] : part, "text/html").body.textContent;
    made.append(holder);
  }
  return made;
}

function card(one) {
  const made = element("article", "card");
  const body = element("div");
  const title = element("h2");
  const link = element("a", "", one.meta.title);
  link.href = one.url;
  title.append(link);
  body.append(title, element("p", "facts", one.meta.date ?? ""), excerpt(one.excerpt));
  made.append(body);
  return made;
}

async function search() {
  const query = field.value.trim();
  const mine = ++turn;
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) { said.textContent = ""; found.replaceChildren(); return; }
  try { engine ??= load(); await engine; } catch { said.textContent = said.dataset.missing; return; }
  const answer = await (await engine).search(query);
  const shown = await Promise.all(answer.results.slice(0, MOST).map((one) => one.data()));
  if (mine !== turn) return;
  const count = answer.results.length;
  said.textContent = count ? said.dataset.some.replace("#", count) : said.dataset.none;
  found.replaceChildren(...shown.map(card));
}

form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
