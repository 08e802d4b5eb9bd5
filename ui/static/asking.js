// Asking on from an answer: within the articles ticked on its cards, and by checked suggestions.
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

  // ---- questions to go on with, under the last answer --------------------------------------
  const MOST_ASKED = 50;
  const known = new Map(); // what was asked for: its questions, or a promise of them
  const placeOf = (link) => {
    const url = new URL(link.href), [start, end] = (url.searchParams.get("q") || "").split("-").map(Number);
    return { article: url.pathname.split("/").slice(2).map(decodeURIComponent).join("/"), start, end };
  };
  const answered = (answer) => {
    const asked = [...document.querySelectorAll("#window .question")].slice(-MOST_ASKED).map((e) => e.innerText.trim());
    const whole = $(".understood:not(.limits) [lang]", answer)?.innerText.trim();
    if (whole) asked.push(whole);
    const cited = [...answer.querySelectorAll(".card a.quote")].slice(0, 100).map(placeOf);
    return JSON.stringify({ asked, cited, filters: wence.filters?.get() || {} });
  };
  const fetched = async (body) => {
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const said = await fetch("/api/followups", post).then((r) => (r.ok ? r.json() : {}), () => ({}));
    return said.questions || [];
  };
  const lastAnswer = () => [...document.querySelectorAll("#window .answer")].at(-1);
  const suggest = async (answer) => {
    const body = answered(answer);
    if (!known.has(body)) known.set(body, fetched(body));
    const questions = await known.get(body);
    if (!questions.length || answer !== lastAnswer() || $(".suggestions", answer)) return;
    const choices = questions.map((text) => { const one = button("ask-this", text); one.lang = /[\u3400-\u9fff]/.test(text) ? "zh-CN" : "en"; return one; });
    const list = make("section", { className: "go-on" }, make("h3", {}, "接着问"), make("div", { className: "suggestions" }, ...choices));
    list.setAttribute("aria-label", "接着问");
    answer.append(list);
  };
  let shown = null, waiting = false;
  const look = () => {
    waiting = false;
    const last = lastAnswer();
    if (last === shown) return;
    shown = last;
    document.querySelectorAll("#window .go-on").forEach((e) => e.closest(".answer") !== last && e.remove());
    if (last?.matches(".done:not(.refused)") && $(".card a.quote", last) && !$(".suggestions", last)) suggest(last);
  };
  const watch = () => new MutationObserver(() => {
    if (!waiting) { waiting = true; requestAnimationFrame(look); }
  }).observe(document.body, { childList: true, subtree: true });

  const actions = {
    ".ask-picked": askWithin,
    ".unpick": () => { const box = ticked()[0]; unpick(); box?.focus(); },
  };
  addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) if (event.target.closest?.(selector)) act();
  });
  addEventListener("change", (event) => event.target.matches?.(".pick input") && show(event.target));
  watch();
})();
