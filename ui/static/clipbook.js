// The page of clippings: read, found, annotated, put in order, removed, exported.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const make = (tag, fields = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };
  const list = $(".clip-list"), field = $(".clips-find");
  const lost = new Set(); // ids of clippings that their articles have no longer

  // ---- the list ----------------------------------------------------------------------------
  const wanted = () => field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one, words) => {
    const text = [one.quote, one.note, one.title, one.by].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const shown = () => { const words = wanted(); return wence.clips.all().filter((one) => fits(one, words)); };
  const part = (text) => (text ? [make("span", { lang: "zh-CN" }, text)] : []);
  const act = (className, text, label) => {
    const button = make("button", { type: "button", className }, text);
    button.setAttribute("aria-label", label);
    return button;
  };
  const row = (one, at, count) => {
    const number = at + 1;
    const note = make("textarea", { className: "clip-note", value: one.note, rows: 1, maxLength: 2000, placeholder: "写笔记" });
    note.setAttribute("aria-label", `第 ${number} 条的笔记`);
    const up = act("clip-up", "上移", `上移第 ${number} 条`), down = act("clip-down", "下移", `下移第 ${number} 条`);
    up.disabled = at === 0;
    down.disabled = at === count - 1;
    const page = one.page === null ? [] : [make("span", {}, `第 ${one.page} 页`)];
    const source = make("p", { className: "where parted" }, make("a", { href: one.url, lang: "zh-CN" }, one.title), ...part(one.by), ...part(one.date), ...page);
    const gone = make("p", { className: "clip-lost", hidden: !lost.has(one.id) }, "现在的文章库里没有这段原文。");
    const item = make("li", {}, make("blockquote", { lang: "zh-CN" }, one.quote), source, gone, note,
      make("p", { className: "clip-note-printed", lang: "zh-CN" }, one.note),
      make("p", { className: "clip-acts" }, up, down, act("clip-remove", "移除", `移除第 ${number} 条`)));
    item.dataset.id = one.id;
    return item;
  };
  const focusKept = () => {
    const item = document.activeElement.closest?.(".clip-list li");
    return item ? [item.dataset.id, document.activeElement.className] : null;
  };
  const show = () => {
    // a note that is being written stays as it is
    if (document.activeElement.matches?.(".clip-note")) return;
    const clips = shown(), focused = focusKept();
    list.replaceChildren(...clips.map((one, at) => row(one, at, clips.length)));
    list.querySelectorAll(".clip-note").forEach(grow);
    const none = $(".clips-none"), any = wence.clips.all().length > 0;
    none.hidden = any;
    $(".clips-tools").hidden = !any;
    $(".clips-unfound").textContent = any && !clips.length ? "没有找到这样的摘录。" : "";
    $(".export-clips").hidden = !clips.length;
    if (!focused) return;
    const item = $(`li[data-id="${focused[0]}"]`, list), same = item && $(`.${focused[1]}`, item);
    (same && !same.disabled ? same : item && $(".clip-remove", item))?.focus();
  };
  const grow = (note) => { note.style.height = "auto"; note.style.height = `${note.scrollHeight + 2}px`; };

  // ---- changes -----------------------------------------------------------------------------
  const move = (id, step) => {
    const clips = shown(), at = clips.findIndex((one) => one.id === id), next = clips[at + step];
    if (!next) return;
    const every = wence.clips.all(), beside = every[every.findIndex((one) => one.id === next.id) + step];
    wence.clips.update(id, { order: beside ? (next.order + beside.order) / 2 : next.order + step });
  };
  const acts = {
    ".clip-up": (item) => move(item.dataset.id, -1),
    ".clip-down": (item) => move(item.dataset.id, 1),
    ".clip-remove": (item) => wence.clips.takeAway(item.dataset.id),
  };
  list.addEventListener("click", (event) => {
    for (const [selector, change] of Object.entries(acts)) if (event.target.closest(selector)) change(event.target.closest("li"));
  });
  list.addEventListener("input", (event) => {
    if (!event.target.matches(".clip-note")) return;
    grow(event.target);
    event.target.nextSibling.textContent = event.target.value;
    wence.clips.update(event.target.closest("li").dataset.id, { note: event.target.value });
  });
  list.addEventListener("focusout", (event) => event.target.matches(".clip-note") && requestAnimationFrame(show));
  field.addEventListener("input", show);
  addEventListener("wence-clips", show);

  // ---- where they stand now ----------------------------------------------------------------
  const check = async () => {
    const clips = wence.clips.all();
    if (!clips.length) return;
    const places = clips.map(({ issue, article_n, start, end, quote }) => ({ issue, article_n, start, end, quote }));
    const found = await wence.clips.find(places).catch(() => null); // offline: nothing is known
    found?.forEach((place, at) => {
      if (!place) lost.add(clips[at].id);
      else if (place.url !== clips[at].url) wence.clips.update(clips[at].id, place);
    });
    show();
  };

  wence.clips.exported = () => ({
    path: "/api/clips/export",
    body: { clips: shown().map(({ issue, article_n, start, end, quote, note }) => ({ issue, article_n, start, end, quote, note })) },
  });
  show();
  check();
})();
