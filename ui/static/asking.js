// Asking on from an answer: within the articles ticked on its cards.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const make = (tag, fields, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };
  const button = (className, text) => make("button", { type: "button", className }, text);

  // ---- the articles ticked, in any answer of the window ------------------------------------
  const ticked = () => [...document.querySelectorAll("#window .pick :checked")];
  const picked = () => [...new Set(ticked().map((box) => box.value))];
  const bar = make("p", { className: "picked" }, button("ask-picked"), button("unpick", "取消"));
  bar.setAttribute("role", "status");

  const show = (box) => {
    const count = picked().length;
    if (!count) { bar.remove(); return; }
    bar.firstChild.textContent = count > 1 ? `只在所选的 ${count} 篇里问` : "只在这一篇里问";
    const cards = box?.closest(".cards");
    if (cards && bar.previousSibling !== cards) cards.after(bar);
  };
  const unpick = () => {
    ticked().forEach((box) => { box.checked = false; });
    bar.remove();
  };
  const askWithin = () => {
    const { article, articles, ...others } = wence.filters.get();
    const ids = picked();
    wence.filters.set({ ...others, ...(ids.length > 1 ? { articles: ids } : { article: ids[0] }) });
    unpick();
    $("#box textarea")?.focus();
  };

  const actions = {
    ".ask-picked": askWithin,
    ".unpick": () => { const box = ticked()[0]; unpick(); box?.focus(); },
  };
  addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) if (event.target.closest?.(selector)) act();
  });
  addEventListener("change", (event) => event.target.matches?.(".pick input") && show(event.target));
})();
