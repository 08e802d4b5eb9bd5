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
  const act = (className, text) => make("button", { type: "button", className }, text);
  const made = (id) => {
    const item = make("li", {}, make("blockquote", { lang: "zh-CN" }), make("p", { className: "where parted" }),
      make("p", { className: "clip-lost" }, "现在的文章库里没有这段原文。"),
      make("textarea", { className: "clip-note", rows: 1, maxLength: 2000, placeholder: "写笔记" }),
      make("p", { className: "clip-note-printed", lang: "zh-CN" }),
      make("p", { className: "clip-acts" }, act("clip-up", "上移"), act("clip-down", "下移"), act("clip-remove", "移除")));
    item.dataset.id = id;
    return item;
  };
  const fillIn = (item, one, at, count) => {
    const number = at + 1, note = $(".clip-note", item);
    $("blockquote", item).textContent = one.quote;
    const page = one.page === null ? [] : [make("span", {}, `第 ${one.page} 页`)];
    const source = make("a", { href: one.url, lang: "zh-CN" }, one.title);
    if ($(".where a", item)?.href !== source.href) $(".where", item).replaceChildren(source, ...part(one.by), ...part(one.date), ...page);
    $(".clip-lost", item).hidden = !lost.has(one.id);
    if (note !== document.activeElement) note.value = one.note; // one that is being written stays
    $(".clip-note-printed", item).textContent = note.value;
    const [up, down, off] = $(".clip-acts", item).children;
    note.setAttribute("aria-label", `第 ${number} 条的笔记`);
    up.setAttribute("aria-label", `上移第 ${number} 条`);
    down.setAttribute("aria-label", `下移第 ${number} 条`);
    off.setAttribute("aria-label", `移除第 ${number} 条`);
    up.disabled = at === 0;
    down.disabled = at === count - 1;
  };
  // Rows are kept where they are: what is pressed or written in them goes on.
  const show = () => {
    const clips = shown(), focused = document.activeElement;
    const rows = new Map([...list.children].map((item) => [item.dataset.id, item]));
    clips.forEach((one, at) => {
      const known = rows.get(one.id), item = known || made(one.id), note = $(".clip-note", item);
      rows.delete(one.id);
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] || null);
      fillIn(item, one, at, clips.length);
      if (!known || note === focused) grow(note);
    });
    rows.forEach((item) => item.remove());
    const any = wence.clips.all().length > 0;
    $(".clips-none").hidden = any;
    $(".clips-tools").hidden = !any;
    $(".clips-unfound").textContent = any && !clips.length ? "没有找到这样的摘录。" : "";
    $(".export-clips").hidden = !clips.length;
    if (!list.contains(focused)) return;
    (focused.disabled ? $(".clip-remove", focused.closest("li")) : focused).focus();
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
    wence.clips.update(event.target.closest("li").dataset.id, { note: event.target.value });
  });
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
