// The source beside the answer: opened by a citation, a card or its quote, closed by Back on a phone.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const wide = matchMedia("(min-width: 64rem)");
  const LINKS = "a.cite, a.source, a.quote, a.printing";
  let opener = null;

  const ownArticle = (link) => {
    const url = new URL(link.href, location.href);
    return url.origin === location.origin && /^\/articles\/[^/]+\/\d+$/.test(url.pathname) ? url : null;
  };
  const titleOf = (link) => {
    const card = link.closest(".card")
      || [...link.closest(".answer").querySelectorAll(".card a.quote")].find((a) => a.href === link.href)?.closest(".card");
    return (card ? $(".title", card) : link).textContent;
  };
  const isOpen = () => Boolean($(".source-panel.open"));

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
    document.body.classList.add("reading-source");
    $(".panel-open").href = page;
    const title = titleOf(link);
    $(".panel-title").textContent = title;
    if (shown) $(".panel-frame").contentWindow.dispatchEvent(new Event("wence-mark"));
    else load(page, title);
    if (!focus) return;
    opener = link;
    if (!wide.matches) { $(".panel-close").focus(); wence.covers.opened("source", close); }
  };
  const close = (back = true) => {
    if (!isOpen()) return;
    $(".source-panel").classList.remove("open");
    document.body.classList.remove("reading-source");
    wence.covers.left("source");
    if (back) opener?.focus();
  };

  addEventListener("click", (event) => {
    if (event.target.closest?.(".panel-close")) return close();
    const link = event.target.closest?.(LINKS);
    if (!link || !ownArticle(link)) return;
    event.stopPropagation(); // Gradio would open it as well
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return; // the browser's own: a new tab
    event.preventDefault();
    open(link);
  }, true);
  wence.panel = { open, close, isOpen };
})();
