// The drawer with earlier conversations: by day, found by their words, opened, renamed, deleted.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const wide = matchMedia("(min-width: 64rem)");
  const NAME_CHARS = 60, AROUND = 18; // characters shown on either side of a word found

  const make = (tag, fields = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };
  const titleOf = (one) => one.name || one.turns[0].question;

  // ---- days --------------------------------------------------------------------------------
  const midnight = (daysAgo) => new Date(new Date().setHours(0, 0, 0, 0)).setDate(new Date().getDate() - daysAgo);
  const dayOf = (at) => (at >= midnight(0) ? "今天" : at >= midnight(1) ? "昨天" : "更早");
  const KNOWN = Date.UTC(2000); // conversations of older versions have no date
  const two = (n) => String(n).padStart(2, "0");
  const whenOf = (at) => {
    const t = new Date(at);
    if (at < KNOWN) return "";
    return at >= midnight(1) ? `${two(t.getHours())}:${two(t.getMinutes())}` : `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  };

  // ---- search ------------------------------------------------------------------------------
  const textOf = (one) => [titleOf(one), ...one.turns.flatMap((turn) => [turn.question, turn.text])].join("\n");
  const wanted = () => $(".history-find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one, words) => {
    const text = textOf(one).toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const around = (one, words) => {
    const text = textOf(one), title = titleOf(one).toLowerCase();
    const word = words.find((each) => !title.includes(each));
    if (!word) return "";
    const at = text.toLowerCase().indexOf(word);
    const from = Math.max(0, at - AROUND), to = at + word.length + AROUND;
    return make("small", { className: "talk-found" }, from ? "…" : "", text.slice(from, at),
      make("mark", {}, text.slice(at, at + word.length)), text.slice(at + word.length, to), to < text.length ? "…" : "");
  };

  // ---- the list ----------------------------------------------------------------------------
  const button = (className, label, icon) =>
    make("button", { type: "button", className, title: label }, $(`template.${icon}-icon`).content.cloneNode(true));
  const row = (one, words) => {
    const title = titleOf(one);
    const open = make("button", { type: "button", className: "talk-open", lang: "zh-CN", title },
      make("span", { className: "talk-title" }, title), around(one, words), make("time", {}, whenOf(one.at)));
    if (one.id === wence.conversations.current()) open.setAttribute("aria-current", "true");
    const pencil = button("talk-rename", "改名", "rename"), bin = button("talk-delete", "删除", "delete");
    pencil.setAttribute("aria-label", `改名：${title}`);
    bin.setAttribute("aria-label", `删除：${title}`);
    const item = make("li", {}, open, pencil, bin);
    item.dataset.id = one.id;
    return item;
  };
  const show = () => {
    const list = $(".history-list");
    if (!list || !isOpen() || $(".talk-name", list)) return;
    const focused = document.activeElement.closest?.(".history-list li")?.dataset.id;
    const words = wanted(), found = wence.conversations.all().filter((one) => fits(one, words));
    const days = [...new Set(found.map((one) => dayOf(one.at)))];
    list.replaceChildren(...days.map((day) => make("section", {}, make("h3", {}, day),
      make("ul", {}, ...found.filter((one) => dayOf(one.at) === day).map((one) => row(one, words))))));
    const none = $(".history-none");
    none.textContent = found.length ? "" : words.length ? "没有找到这样的对话。" : "还没有对话。";
    $("#history .download").hidden = !document.querySelector("#window .answer.done");
    if (focused) $(`.history-list li[data-id="${focused}"] .talk-open`)?.focus();
  };

  // ---- renaming and deleting ---------------------------------------------------------------
  const rename = (item) => {
    const one = wence.conversations.all().find((each) => each.id === item.dataset.id);
    if (!one) return;
    const field = make("input", { className: "talk-name", lang: "zh-CN", value: titleOf(one), maxLength: NAME_CHARS });
    field.setAttribute("aria-label", "对话的名字");
    let ended = false;
    const end = (keeps) => {
      if (ended) return;
      ended = true; // removing the field, which takes its focus away, would end it once more
      const name = field.value.trim();
      field.remove();
      if (keeps) wence.conversations.rename(one.id, name === one.turns[0].question ? "" : name);
      show();
      $(`.history-list li[data-id="${one.id}"] .talk-open`)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter chooses among an input method's words
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") { event.stopPropagation(); end(false); }
    });
    field.addEventListener("blur", () => end(true));
    item.replaceChildren(field);
    field.select();
  };
  const remove = async (item) => {
    const one = await wence.conversations.remove(item.dataset.id);
    wence.toast("已删除", { name: titleOf(one), label: "撤销", act: () => {
      wence.conversations.putBack(one);
      $(`.history-list li[data-id="${one.id}"] .talk-open`)?.focus();
    } });
  };

  // ---- the drawer --------------------------------------------------------------------------
  const isOpen = () => document.body.classList.contains("history-open");
  const toggle = (opens = !isOpen()) => {
    if (opens === isOpen()) return;
    document.body.classList.toggle("history-open", opens);
    document.querySelectorAll(".bar .history-toggle").forEach((b) => b.setAttribute("aria-expanded", opens));
    if (!opens) {
      wence.covers.left("history");
      $(".bar .history-toggle")?.focus();
      return;
    }
    show();
    wence.covers.opened("history", () => toggle(false));
    $(wide.matches ? ".history-find" : "#history .history-toggle").focus();
  };
  const actions = {
    ".history-toggle": () => toggle(),
    ".talk-rename": (button) => rename(button.closest("li")),
    ".talk-delete": (button) => remove(button.closest("li")),
    ".talk-open": (button) => { wence.conversations.open(button.closest("li").dataset.id); toggle(false); if (wide.matches) $("#box textarea")?.focus(); },
  };
  addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const pressed = event.target.closest?.(selector);
      if (pressed) act(pressed);
    }
  }, true);
  addEventListener("keydown", (event) => {
    const at = event.target.closest?.(".talk-open");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!at || !step) return;
    event.preventDefault();
    const rows = [...document.querySelectorAll(".talk-open")];
    rows[rows.indexOf(at) + step]?.focus();
  });
  addEventListener("input", (event) => event.target.matches?.(".history-find") && show());
  addEventListener("wence-conversations", show);
  wence.history = { toggle, isOpen };
})();
