// The embedded chat: asks, and shows the answers as the server writes them. The page around it
// may be anybody's: it is only told when to close, and can only have the box focused.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const { filters, visitor, signedOut } = document.body.dataset;
  const panes = $("#window"), form = $("form.asking"), box = $("textarea"), said = $("[role=status]");

  // ---- the conversation, kept for this tab while it goes from page to page -------------------
  const KEPT = `wence-embed ${visitor} ${filters}`, TURNS = 20;
  const read = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || []; } catch { return []; } };
  const keep = () => { try { sessionStorage.setItem(KEPT, JSON.stringify(turns)); } catch { /* blocked, or full */ } };
  let turns = form ? read() : [], running = null;

  const part = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html; // written by our server, which escapes what is not its own
    return holder.content.firstElementChild;
  };
  const begin = (question) => {
    $(".welcome")?.remove();
    panes.append(Object.assign(document.createElement("h2"), { className: "question", lang: "zh-CN", textContent: question }));
    const answer = $("#waiting").content.firstElementChild.cloneNode(true);
    panes.append(answer);
    return answer;
  };
  const show = (turn) => begin(turn.question).replaceWith(part(turn.html));
  const notice = (text, kind) => {
    const element = part(`<div class="answer ${kind}"><p></p></div>`);
    element.firstChild.textContent = text;
    return element;
  };
  const lastQuestion = () => [...panes.querySelectorAll(".question")].at(-1);
  const busy = (now) => {
    panes.setAttribute("aria-busy", now); // what is read out is the finished answer
    $(".send").hidden = now;
    $(".stop").hidden = !now;
    $(".new").hidden = now || !panes.querySelector(".question");
  };

  // ---- asking ------------------------------------------------------------------------------
  // Yields the server's events as [name, data].
  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return;
      const pieces = (text + value).split("\n\n");
      text = pieces.pop();
      for (const piece of pieces) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(piece) || [];
        if (name) yield [name, JSON.parse(data)];
      }
    }
  }
  const send = (question) => fetch("/embed/ask", {
    method: "POST",
    signal: running.signal,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      question,
      filters: JSON.parse(filters),
      turns: turns.map(({ question, standalone, text }) => ({ question, standalone, text })),
    }),
  });
  const ask = async (question) => {
    if (running || !question.trim()) return;
    running = new AbortController();
    let shown = begin(question);
    const put = (element) => { shown.replaceWith(element); shown = element; };
    const fail = (text) => { put(notice(text, "error")); box.value ||= question; };
    if (document.activeElement !== box) panes.focus({ preventScroll: true }); // the button goes
    box.value = "";
    busy(true);
    said.textContent = "正在查找出处…";
    lastQuestion().scrollIntoView();
    try {
      const response = await send(question);
      if (response.status === 401) return location.reload(); // signed out meanwhile: the page says so
      if (!response.ok) return fail((await response.json()).error);
      for await (const [name, data] of events(response)) {
        put(part(data.html));
        if (name !== "answer") continue;
        turns = [...turns, { question, ...data }].slice(-TURNS);
        keep();
      }
      if (!shown.matches(".done, .error")) throw new Error("the connection ended early");
    } catch {
      if (running.signal.aborted) put(notice("已停止。", "error stopped"));
      else fail("连接断开了，请再问一次。");
    } finally {
      running = null;
      said.textContent = "";
      busy(false);
      lastQuestion().scrollIntoView();
    }
  };

  // ---- the page around this one --------------------------------------------------------------
  // Browsers show this page in the pages of listed websites alone; which one it is, its first
  // message tells. No message makes anything happen but this.
  let around = "";
  addEventListener("message", (event) => {
    if (event.source !== parent || parent === window || event.data?.wence !== "open") return;
    around = event.origin;
    $(".close").hidden = false;
    parent.postMessage({ wence: "ready" }, around);
    (box || $("a.ask-this") || panes).focus();
  });
  const close = () => { if (around) parent.postMessage({ wence: "close" }, around); };

  // ---- events --------------------------------------------------------------------------------
  const actions = {
    ".ask-this": (button) => { if (button.type) ask(button.textContent.trim()); },
    ".stop": () => { running?.abort(); box.focus(); },
    ".new": () => { turns = []; keep(); location.reload(); },
    ".close": close,
  };
  addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const button = event.target.closest?.(selector);
      if (button) act(button);
    }
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey && event.target === box) {
      event.preventDefault();
      ask(box.value);
    }
  });
  form?.addEventListener("submit", (event) => { event.preventDefault(); ask(box.value); });
  // who has signed in meanwhile, in another tab, can ask here
  document.addEventListener("visibilitychange", () => {
    if (signedOut !== undefined && !document.hidden) location.reload();
  });

  if (turns.length) {
    box.value = "";
    turns.forEach(show);
    busy(false);
    lastQuestion().scrollIntoView();
  }
})();
