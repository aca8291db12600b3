// What is wrong with a page once it is shown: how many of each thing that must not be there.
() => {
  const own = (one) => (one.getAttribute("src") || "").startsWith("/static/");
  const strange = "iframe, object, embed, base, style, frame, template, svg, math";
  const bars = ".facet li > svg"; // ours, beside a count
  const places = ["href", "src", "action", "formaction"];
  const all = [...document.querySelectorAll("*")];
  const attributes = all.flatMap((one) => [...one.attributes].map((two) => [one, two]));
  const runs = (value) => /^[\s\u0000-\u001f]*(javascript|vbscript|data):/i.test(value);
  const home = document.querySelector(".home").getBoundingClientRect();
  const there = document.elementFromPoint(home.left + home.width / 2, home.top + home.height / 2);
  const links = attributes.filter(([, two]) => places.includes(two.name) && runs(two.value));
  const styled = attributes.filter(([one, two]) => two.name === "style" && !one.closest("[data-chart]"));
  const forms = [...document.forms].filter((one) => new URL(one.action).origin !== location.origin);
  const root = document.documentElement;
  return {
    ran: window.ran,
    scripts: [...document.scripts].filter((one) => !own(one)).length,
    strange: all.filter((one) => one.matches(strange) && !one.matches(bars)).length,
    handlers: attributes.filter(([, two]) => /^on/i.test(two.name)).length,
    styles: styled.length,
    links: links.map(([, two]) => two.value),
    elsewhere: forms.length,
    wide: Math.max(0, root.scrollWidth - root.clientWidth),
    covered: !there?.closest(".home"),
  };
}
