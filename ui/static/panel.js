// The source beside the answer: opened by a citation, a card or its quote, closed by Back on a phone.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const wide = matchMedia("(min-width: 64rem)");
  const LINKS = "a.cite, a.source, a.quote, a.printing";
  const root = document.documentElement;
  let opener = null, expecting = false;

  const ownArticle = (link) => {
    const url = new URL(link.href, location.href);
    return url.origin === location.origin && /^\/articles\/[^/]+\/\d+$/.test(url.pathname) ? url : null;
  };
  const titleOf = (link) => {
    const card = link.closest(".card")
      || [...link.closest(".answer").querySelectorAll(".card a.quote")].find((a) => a.href === link.href)?.closest(".card");
    return (card ? $(".title", card) : link).textContent;
  };
  const isOpen = () => root.classList.contains("reading-source");

  const load = (page, title) => {
    const inside = new URL(page, location.href);
    inside.searchParams.set("embed", "1");
    const fresh = document.createElement("iframe");
    fresh.className = "panel-frame";
    fresh.title = `原文：${title}`;
    fresh.src = inside.pathname + inside.search + inside.hash;
    $(".panel-frame").replaceWith(fresh); // another address in the same frame would be an entry for Back
  };
  // `focus`: a person asked for it; otherwise it opens by itself beside a new answer.
  const open = (link, focus = true) => {
    const url = ownArticle(link), panel = $(".source-panel");
    if (!url || !panel) return;
    const page = url.pathname + url.search + url.hash, shown = isOpen() && panel.dataset.page === page;
    document.querySelectorAll(".source-open").forEach((e) => e.classList.remove("source-open"));
    document.querySelectorAll(`a[href="${CSS.escape(link.getAttribute("href"))}"]`).forEach((e) => e.classList.add("source-open"));
    panel.dataset.page = page;
    panel.classList.add("open");
    root.classList.add("reading-source");
    expecting = false;
    $(".panel-open").href = page;
    const title = titleOf(link);
    $(".panel-title").textContent = title;
    if (shown) $(".panel-frame").contentWindow.dispatchEvent(new Event("wence-mark"));
    else if (focus) load(page, title);
    // by itself it loads its page after the answer has been painted
    else requestAnimationFrame(() => setTimeout(() => { if (panel.dataset.page === page) load(page, title); }));
    if (!focus) return;
    opener = link;
    if (!wide.matches) { $(".panel-close").focus(); wence.covers.opened("source", close); }
  };
  const close = (back = true) => {
    if (!isOpen()) return;
    $(".source-panel")?.classList.remove("open");
    root.classList.remove("reading-source");
    expecting = false;
    wence.covers.left("source");
    if (back) opener?.focus();
  };

  // Where an answer takes its time, the room for its source is made before, lest the text move later.
  const expect = () => {
    if (!wide.matches || isOpen()) return;
    expecting = true;
    root.classList.add("reading-source");
  };
  const unexpected = () => { if (expecting) close(false); };
  if (new URL(location.href).searchParams.get("q")) expect();

  addEventListener("click", (event) => {
    if (event.target.closest?.(".panel-close")) return close();
    const link = event.target.closest?.(LINKS);
    if (!link || !ownArticle(link)) return;
    event.stopPropagation(); // Gradio would open it as well
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return; // the browser's own: a new tab
    event.preventDefault();
    open(link);
  }, true);
  wence.panel = { open, close, isOpen, expect, unexpected };
})();
