// The chat page: asks, copies, shows the quote of a citation, handles the buttons.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const wide = matchMedia("(min-width: 64rem)");

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
  const asking = (answer) => {
    const all = [...document.querySelectorAll("#window .question, #window .answer")];
    return all.slice(0, all.indexOf(answer)).filter((e) => e.matches(".question"));
  };
  const questionOf = (answer) => asking(answer).at(-1)?.innerText.trim() || "";

  // ---- asking again: the next question replaces a turn and all turns after it --------------
  let turn = null;
  wence.hold.place = (element, props, watch) => {
    const note = $(".editing", element);
    turn = {
      replace: (answer) => { props.value = asking(answer).length - 1; },
      edit: (answer) => { turn.replace(answer); note.hidden = false; },
      leave: () => { props.value = -1; note.hidden = true; },
      isEdited: () => !note.hidden,
    };
    watch("value", () => { if (props.value < 0) note.hidden = true; });
  };
  const again = (answer) => { const text = questionOf(answer); turn.replace(answer); ask(text); };
  const edit = (answer) => { turn.edit(answer); fill(questionOf(answer)); };
  const everywhere = (answer) => { wence.filters.set({}); again(answer); };

  // ---- copying ---------------------------------------------------------------------------
  const sign = (li, i) => li.parentElement.matches("ol") ? `${i + 1}. ` : li.parentElement.matches(".marked") ? "" : "- ";
  const said = (node) => { // without the marks of the check
    const copy = node.cloneNode(true);
    copy.querySelectorAll(".remark").forEach((mark) => mark.remove());
    return copy.textContent;
  };
  const blocks = (text) => [...text.children].flatMap((b) => (b.matches(".secondary") ? [...b.children] : b)).map((block) =>
    block.matches("ul, ol") ? [...block.children].map((li, i) => sign(li, i) + said(li)).join("\n")
      : block.matches(".table") ? cells(block) : said(block)).join("\n\n");
  const cells = (block) => [...block.querySelectorAll("tr")] // a spreadsheet takes it as cells
    .map((row) => [...row.children].map((cell) => said(cell)).join("\t")).join("\n");
  const references = (answer) => [...answer.querySelectorAll(".card")].map((card) => {
    const head = [$(".title", card).textContent, $(".where", card).textContent].filter(Boolean).join("，");
    const quotes = [...card.querySelectorAll("a.quote")].map((link) =>
      `[${$(".n", link).textContent}] 「${$("mark", link).innerText}」${$(".page", link)?.textContent || ""}\n${link.href}`);
    return [head, ...quotes].join("\n");
  }).join("\n\n");
  const written = (answer) => `${blocks($(".text", answer))}\n\n${references(answer)}`.trim();
  const copied = async (button, text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    const label = button.textContent;
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  // ---- feedback --------------------------------------------------------------------------
  const REASONS = ["答非所问", "引用错误", "数字错误", "已过时", "其他"];
  const judge = async (button) => {
    const foot = button.closest(".foot"), answer = button.closest(".answer");
    if (button.matches(".dislike") && !$(".reason", foot)) {
      button.after(...REASONS.map((reason) => {
        const choice = Object.assign(document.createElement("button"), { type: "button", className: "judge reason", textContent: reason });
        choice.dataset.reason = reason;
        return choice;
      }));
      $(".reason", foot).focus();
      return;
    }
    const said = await fetch("/api/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        verdict: button.matches(".like") ? "like" : "dislike",
        reason: button.dataset.reason || "",
        question: questionOf(answer),
        answer: $(".text", answer).innerText,
        passages: [...answer.querySelectorAll(".card a.quote")].map((a) => a.getAttribute("href")),
      }),
    }).then((r) => r.ok, () => false);
    foot.querySelectorAll(".judge").forEach((b) => b.remove());
    $(".took", foot).before(Object.assign(document.createElement("span"), { role: "status", textContent: said ? "谢谢，已记下" : "没能记下，请稍后再试" }));
  };

  // ---- the quote of the citation under the pointer, or with the focus --------------------
  let tip = null;
  const quoteOf = (cite) => [...(cite.closest(".answer")?.querySelectorAll(".card a.quote") || [])]
    .find((a) => `[${$(".n", a).textContent}]` === cite.textContent);
  const showTip = (cite) => {
    const quote = quoteOf(cite);
    if (!quote) return;
    const card = quote.closest(".card");
    hideTip();
    tip = Object.assign(document.createElement("div"), { className: "quote-tip" });
    tip.setAttribute("role", "tooltip");
    tip.append(Object.assign(document.createElement("strong"), { lang: "zh-CN", textContent: $(".title", card).textContent }),
      $(".where", card).cloneNode(true), $(".said", quote).cloneNode(true));
    document.body.append(tip);
    const at = cite.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const right = $("#talk").getBoundingClientRect().right;
    tip.style.left = `${Math.max(8, Math.min(at.left, right - size.width - 8))}px`;
    tip.style.top = `${at.top > size.height + 12 ? at.top - size.height - 6 : at.bottom + 6}px`;
    $("mark", tip)?.scrollIntoView({ block: "nearest" });
  };
  const hideTip = () => { tip?.remove(); tip = null; };

  // ---- events ----------------------------------------------------------------------------
  const actions = {
    ".ask-this": (button) => ask(button.textContent.trim()),
    ".copy": (button) => copied(button, written(button.closest(".answer"))),
    ".share": (link, event) => { event.preventDefault(); event.stopPropagation(); copied(link, link.href); },
    ".again": (button) => again(button.closest(".answer")),
    ".edit": (button) => edit(button.closest(".answer")),
    ".edit-cancel": () => { turn.leave(); fill(""); },
    ".ask-everywhere": (button) => everywhere(button.closest(".answer")),
    ".narrow-toggle": () => wence.filters.toggle(),
    ".filters-done": () => { wence.filters.toggle(false); box()?.focus(); },
    ".filters-clear": () => wence.filters.set({}),
    ".judge": (button) => judge(button),
  };
  addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const button = event.target.closest?.(selector);
      if (button) act(button, event);
    }
  }, true);
  const onMark = (act) => (event) => { if (event.target.matches?.("a.cite")) act(event.target); };
  addEventListener("mouseover", onMark(showTip));
  addEventListener("mouseout", onMark(hideTip));
  addEventListener("focusin", onMark((cite) => cite.matches(":focus-visible") && showTip(cite)));
  addEventListener("focusout", onMark(hideTip));
  addEventListener("scroll", hideTip, true);
  addEventListener("click", hideTip, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hideTip();
      if (wence.filters?.isOpen()) { wence.filters.toggle(false); $(".narrow-toggle").focus(); }
      else if (turn?.isEdited()) { turn.leave(); fill(""); }
      else if (wence.history.isOpen()) wence.history.toggle(false);
      else wence.panel.close();
    }
    if (event.key === "/" && !event.target.closest?.("input, textarea, [contenteditable]")) {
      event.preventDefault();
      box()?.focus();
    }
  });

  // When an answer is finished, open its first source beside it if the window is wide enough.
  const SOON = 300; // ms; a movement within 500 ms of a key is part of what the key does
  let busy = false, seen = 0, slow;
  const watch = () => {
    // Gradio puts a message's HTML into its aria-label, which screen readers would spell out
    document.querySelectorAll('#window [data-testid][aria-label*="<"]').forEach((e) => e.removeAttribute("aria-label"));
    // and keeps no aria attributes of what is in it
    document.querySelectorAll("#window .answer.done a.cite:not([aria-label])").forEach((cite) => {
      const quote = quoteOf(cite);
      if (!quote) return;
      const n = $(".n", quote).textContent, title = $(".title", quote.closest(".card")).textContent;
      cite.setAttribute("aria-label", `出处 ${n}：${title}`);
    });
    document.querySelectorAll("#window .export:not([aria-haspopup])").forEach((e) => e.setAttribute("aria-haspopup", "dialog"));
    const answers = [...document.querySelectorAll("#window .answer")];
    const done = answers.filter((e) => e.matches(".done"));
    const now = answers.some((e) => !e.matches(".done, .error"));
    const settled = !now && (busy || done.length > seen);
    // scroll again when the answer is complete: before, the page may be too short to scroll so far
    if (settled || (now && !busy)) [...document.querySelectorAll("#window .question")].at(-1)?.scrollIntoView({ block: "start" });
    if (now && !busy) {
      wence.filters?.toggle(false);
      slow = setTimeout(wence.panel.expect, SOON);
    }
    if (settled) {
      clearTimeout(slow);
      if (location.search) history.replaceState(history.state, "", "/");
      const first = wide.matches && answers.at(-1).matches(".done") && $("a.cite", answers.at(-1));
      if (first) wence.panel.open(first, false);
      else wence.panel.unexpected();
    }
    if (!answers.length && (busy || seen)) wence.panel.close(false);
    busy = now;
    seen = done.length;
  };
  const start = () => {
    if (!box()) { setTimeout(start, 50); return; }
    const typed = wence.typed();
    if (typed) fill(typed);
    new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  };
  start();
})();
