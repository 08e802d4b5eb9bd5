// The menu 导出: an answer, a conversation or an article as Word, PDF, Markdown, text, or copied with its form.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const STYLE = "wence-references"; // the style of references chosen last
  const FAILED = "没能导出，请稍后再试。";

  // ---- what is exported: the JSON that /api/export takes ----------------------------------
  const spansOf = (node, spans = []) => {
    for (const child of node.childNodes) {
      const cited = child.nodeName === "A" && child.matches(".cite");
      if (child.nodeName === "DETAILS") continue; // a mark of the check
      if (cited && spans.length) spans.at(-1).cites.push(Number(child.textContent.slice(1, -1)));
      else if (child.nodeName === "SPAN") spansOf(child, spans);
      else spans.push({ text: child.nodeName === "BR" ? "\n" : child.textContent, bold: child.nodeName === "STRONG", cites: [] });
    }
    return spans;
  };
  const itemsOf = (list) => [...list.children].map((li, i) => (
    { kind: "item", spans: spansOf(li), ...(list.matches("ol") && { number: list.start + i }) }));
  const blocksOf = (text) => [...text.children].flatMap((block) =>
    block.matches(".secondary") ? blocksOf(block)
      : block.matches("ul, ol") ? itemsOf(block)
      : block.matches(".table") ? [{ kind: "table", rows: [...block.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => spansOf(cell))) }]
      : block.matches("h3.head") ? [{ kind: "source", text: block.textContent }]
      : [{ kind: block.matches("h3") ? "heading" : "text", spans: spansOf(block) }]);
  const citationOf = (link) => {
    const url = new URL(link.href), place = url.pathname.split("/").slice(2);
    const [start, end] = url.searchParams.get("q").split("-").map(Number);
    const article_n = Number(place.pop());
    return { n: Number($(".n", link).textContent), issue: decodeURIComponent(place.join("/")), article_n, start, end, quote: $("mark", link).textContent };
  };
  // of the statements that simply stand, no more than their number is needed
  const checkedOf = (answer) => {
    const standing = Number(/\d+/.exec($(".checked .supported", answer)?.textContent || "0"));
    const told = [...answer.querySelectorAll(".text .remark, .rejected li")].map((mark) => {
      const cited = mark.previousElementSibling?.matches(".cite") ? [Number(mark.previousElementSibling.textContent.slice(1, -1))] : [];
      const outcome = ["repaired", "replaced", "unchecked"].find((one) => mark.matches(`.${one}`)) || "struck";
      return { outcome, text: $("q", mark).textContent, reason: $(".why", mark).textContent, cites: outcome === "struck" ? [] : cited };
    });
    return { statements: [...Array(standing).fill({ outcome: "supported" }), ...told] };
  };
  const turnOf = (question, answer) => ({
    question: question.innerText.trim(),
    blocks: blocksOf($(".text", answer)),
    citations: [...answer.querySelectorAll(".card a.quote")].map(citationOf),
    engine: answer.matches(".written") ? "llm" : "extractive",
    checked: checkedOf(answer),
  });
  const pairs = () => {
    const all = [...document.querySelectorAll("#window .question, #window .answer.done")];
    return all.flatMap((e, i) => (e.matches(".answer") ? [[all[i - 1], e]] : []));
  };
  const conversation = (wanted) => ({ path: "/api/export", turns: wanted, body: { turns: wanted.map(([q, a]) => turnOf(q, a)) } });
  const article = (id) => {
    const marks = /^(\d+)-(\d+)$/.exec(new URLSearchParams(location.search).get("q") || "");
    const passage = /^#p(\d+)$/.exec(location.hash);
    return {
      path: `/api/articles/${id.split("/").map(encodeURIComponent).join("/")}/export`,
      body: marks ? { marks: [[Number(marks[1]), Number(marks[2])]] } : passage ? { passages: [Number(passage[1])] } : {},
    };
  };
  const wanted = (button) => {
    if (button.matches(".export-clips")) return wence.clips.exported();
    if (button.dataset.article) return article(button.dataset.article);
    const answer = button.closest(".answer");
    return conversation(pairs().filter(([, a]) => !answer || a === answer));
  };

  // ---- the menu ---------------------------------------------------------------------------
  let menu = null, target = null, opener = null;
  const made = () => {
    menu = Object.assign(document.createElement("div"), { id: "export-menu", popover: "auto" });
    menu.append($("#export-form").content.cloneNode(true));
    menu.setAttribute("role", "dialog");
    menu.setAttribute("aria-label", "导出");
    const kept = $(`[value="${localStorage.getItem(STYLE)}"]`, menu);
    (kept || $("input", menu)).checked = true;
    menu.addEventListener("change", (event) => localStorage.setItem(STYLE, event.target.value));
    menu.addEventListener("click", (event) => act(event.target.closest("button")));
    // Escape closes the menu alone, not what is below it
    menu.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    document.body.append(menu);
    return menu;
  };
  const open = (button) => {
    target = wanted(button);
    opener = button;
    menu ||= made();
    tell("");
    menu.showPopover();
    const at = button.getBoundingClientRect(), size = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    menu.style.top = `${Math.max(8, at.bottom + size.height + 8 < innerHeight ? at.bottom + 4 : at.top - size.height - 4)}px`;
    $("button", menu).focus();
  };
  const tell = (text) => { $("[role=status]", menu).textContent = text; };

  // ---- the files --------------------------------------------------------------------------
  class Refused extends Error {}
  const fetched = async (format) => {
    const references = $("input:checked", menu).value;
    const reply = await fetch(target.path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...target.body, format, references }),
    });
    if (!reply.ok) throw new Refused((await reply.json()).error);
    return reply;
  };
  const save = async (format) => {
    const reply = await fetched(format);
    const name = /filename\*=UTF-8''([^;]+)/.exec(reply.headers.get("Content-Disposition"))[1];
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await reply.blob()), download: decodeURIComponent(name) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    return "已下载";
  };
  const copy = async (format) => {
    const texts = format === "html"
      ? { "text/html": fetched("html").then((r) => r.text()), "text/plain": fetched("txt").then((r) => r.text()) }
      : { "text/plain": fetched(format).then((r) => r.text()) };
    const got = Object.fromEntries(await Promise.all(Object.entries(texts).map(async ([type, text]) => [type, await text])));
    const put = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      Object.entries(got).forEach(([type, text]) => event.clipboardData.setData(type, text));
    };
    // unlike navigator.clipboard, this works in pages without https too
    addEventListener("copy", put, { capture: true, once: true });
    const done = document.execCommand("copy");
    removeEventListener("copy", put, true);
    if (!done) throw new Refused(FAILED);
    return "已复制";
  };
  const print = () => {
    menu.hidePopover();
    const printed = (target.turns || []).flat();
    const others = [...document.querySelectorAll("#window .question, #window .answer")]
      .filter((e) => printed.length && !printed.includes(e)).map((e) => e.closest(".message-row") || e);
    others.forEach((e) => { e.hidden = true; e.style.display = "none"; });
    addEventListener("afterprint", () => others.forEach((e) => { e.hidden = false; e.style.display = ""; }), { once: true });
    window.print();
  };
  const act = async (button) => {
    if (!button) return;
    if ("print" in button.dataset) { print(); return; }
    tell("正在导出…");
    try {
      tell(button.dataset.save ? await save(button.dataset.save) : await copy(button.dataset.copy));
    } catch (error) {
      tell(error instanceof Refused ? error.message : FAILED);
    }
  };

  addEventListener("click", (event) => {
    const button = event.target.closest?.("button.export");
    if (!button) return;
    if (menu?.matches(":popover-open") && opener === button) menu.hidePopover(); else open(button);
  });
})();
