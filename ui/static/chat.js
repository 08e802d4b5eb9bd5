// The chat's manners: sources open beside the answer, marks show their quote, buttons work.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const wide = matchMedia("(min-width: 64rem)");

  // ---- the panel -------------------------------------------------------------------------
  const ownArticle = (link) => {
    const url = new URL(link.href, location.href);
    return url.origin === location.origin && /^\/articles\/[^/]+\/\d+$/.test(url.pathname) ? url : null;
  };
  let opener = null;

  const openPanel = (link, focus = true) => {
    const url = ownArticle(link);
    const panel = $(".source-panel");
    if (!url || !panel) return;
    const page = url.pathname + url.search + url.hash;
    if (focus && panel.dataset.page === page && panel.classList.contains("open")) {
      open(page, "_blank", "noopener");
      return;
    }
    document.querySelectorAll(".source-open").forEach((e) => e.classList.remove("source-open"));
    document.querySelectorAll(`a[href="${CSS.escape(link.getAttribute("href"))}"]`).forEach((e) => e.classList.add("source-open"));
    panel.dataset.page = page;
    panel.classList.add("open");
    document.body.classList.add("reading-source");
    $(".panel-open").href = page;
    const inside = new URL(page, location.href);
    inside.searchParams.set("embed", "1");
    const fresh = document.createElement("iframe");
    fresh.className = "panel-frame";
    fresh.title = "原文：" + ($(".title", link)?.textContent || link.getAttribute("aria-label") || link.textContent);
    fresh.src = inside.pathname + inside.search + inside.hash;
    $(".panel-frame").replaceWith(fresh);
    if (focus) { opener = link; if (!wide.matches) $(".panel-close").focus(); }
  };

  const closePanel = () => {
    const panel = $(".source-panel.open");
    if (!panel) return;
    panel.classList.remove("open");
    document.body.classList.remove("reading-source");
    opener?.focus();
  };

  // ---- asking ----------------------------------------------------------------------------
  const box = () => $("#box textarea");
  const fill = (text) => {
    const area = box();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const ask = (text) => {
    fill(text);
    requestAnimationFrame(() => $("#send")?.click());
  };
  const questionOf = (answer) => {
    const all = [...document.querySelectorAll("#window .question, #window .answer")];
    const before = all.slice(0, all.indexOf(answer)).filter((e) => e.matches(".question"));
    return before.at(-1)?.innerText.trim() || "";
  };

  // ---- copying ---------------------------------------------------------------------------
  const blocks = (text, markdown) => [...text.children].map((block) =>
    block.matches("ul, ol")
      ? [...block.children].map((li, i) => (block.matches("ol") ? `${i + 1}. ` : "- ") + li.textContent).join("\n")
      : markdown ? block.innerHTML && inline(block) : block.textContent).join("\n\n");
  const inline = (block) => [...block.childNodes].map((node) =>
    node.nodeName === "STRONG" ? `**${node.textContent}**` : node.textContent).join("");
  const references = (answer, markdown) => [...answer.querySelectorAll(".card")].map((card) => {
    const n = $(".n", card).textContent, title = $(".title", card).textContent;
    const where = $(".where", card).textContent, quote = $("mark", card).textContent;
    const url = $("a.source", card).href;
    return markdown ? `[${n}] [${title}](${url})，${where}\n> ${quote}` : `[${n}] ${title}，${where}\n「${quote}」\n${url}`;
  }).join("\n\n");
  const copied = async (button, text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    const label = button.textContent;
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  // ---- the quote under the pointer -------------------------------------------------------
  let tip = null;
  const showTip = (cite) => {
    const card = [...(cite.closest(".answer")?.querySelectorAll(".card") || [])]
      .find((c) => `[${$(".n", c).textContent}]` === cite.textContent);
    if (!card) return;
    hideTip();
    tip = Object.assign(document.createElement("div"), { className: "quote-tip" });
    tip.setAttribute("role", "tooltip");
    tip.append(Object.assign(document.createElement("strong"), { textContent: $(".title", card).textContent }),
      $("blockquote", card).cloneNode(true));
    document.body.append(tip);
    const at = cite.getBoundingClientRect(), size = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    tip.style.top = `${at.top > size.height + 12 ? at.top - size.height - 6 : at.bottom + 6}px`;
    $("mark", tip)?.scrollIntoView({ block: "nearest" });
  };
  const hideTip = () => { tip?.remove(); tip = null; };

  // ---- events ----------------------------------------------------------------------------
  const actions = {
    ".ask-this": (button) => ask(button.textContent.trim()),
    ".copy": (button) => {
      const answer = button.closest(".answer"), markdown = button.matches(".markdown");
      const text = `${blocks($(".text", answer), markdown)}\n\n${references(answer, markdown)}`;
      copied(button, text);
    },
    ".share": (button) => {
      const url = new URL("/", location.href);
      url.searchParams.set("q", questionOf(button.closest(".answer")));
      copied(button, url.href);
    },
    ".edit": (button) => fill(questionOf(button.closest(".answer"))),
    ".panel-close": closePanel,
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite, a.source");
    if (link && ownArticle(link) && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      hideTip();
      openPanel(link);
      return;
    }
    for (const [selector, act] of Object.entries(actions)) {
      const button = event.target.closest?.(selector);
      if (button) act(button);
    }
  }, true);
  const onMark = (act) => (event) => { if (event.target.matches?.("a.cite")) act(event.target); };
  addEventListener("mouseover", onMark(showTip));
  addEventListener("mouseout", onMark(hideTip));
  addEventListener("focusin", onMark((cite) => cite.matches(":focus-visible") && showTip(cite)));
  addEventListener("focusout", onMark(hideTip));
  addEventListener("scroll", hideTip, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hideTip(); closePanel(); }
    if (event.key === "/" && !event.target.closest?.("input, textarea, [contenteditable]")) {
      event.preventDefault();
      box()?.focus();
    }
  });

  // A finished answer shows its first source beside it, where there is room.
  let seen = 0;
  const watch = () => {
    // Gradio would have screen readers spell out the message's HTML
    document.querySelectorAll('#window [data-testid][aria-label*="<"]').forEach((e) => e.removeAttribute("aria-label"));
    const answers = document.querySelectorAll("#window .answer.done");
    if (answers.length && location.search) history.replaceState(null, "", "/");
    if (answers.length > seen && wide.matches) {
      const first = $("a.cite", answers[answers.length - 1]);
      if (first) openPanel(first, false);
    }
    seen = answers.length;
  };
  const start = () => {
    if (!box()) { setTimeout(start, 50); return; }
    document.documentElement.lang = "zh-CN";
    new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  };
  start();
})();
