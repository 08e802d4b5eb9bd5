// The clippings (摘录本): passages that this browser keeps for a person, each in an entry of its
// own, so that two windows do not overwrite each other's; and the buttons that clip.
(() => {
  const PREFIX = `${wence.stored("clip")}/`;
  const MOST = 500;
  const FAILED = "没能放进摘录本，请稍后再试。";

  // ---- what is stored ----------------------------------------------------------------------
  const key = (id) => `${PREFIX}${id}`;
  const parse = (text) => {
    try { const one = JSON.parse(text); return one?.id && one.quote ? one : null; } catch { return null; }
  };
  const read = (id) => { try { return parse(localStorage.getItem(key(id))); } catch { return null; } };
  const all = () => {
    try {
      const texts = Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => localStorage.getItem(k));
      return texts.map(parse).filter(Boolean).sort((one, other) => one.order - other.order || one.at - other.at);
    } catch { return []; }
  };
  const changed = () => dispatchEvent(new Event("wence-clips"));
  const write = (one) => {
    try { localStorage.setItem(key(one.id), JSON.stringify(one)); } catch { return false; }
    changed();
    return true;
  };
  const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");

  const samePlace = (one, place) => one.issue === place.issue && one.article_n === place.article_n && one.start === place.start && one.end === place.end;
  const kept = (place) => all().find((one) => samePlace(one, place));
  const remove = (id) => {
    const one = read(id);
    try { localStorage.removeItem(key(id)); } catch { /* nothing is stored */ }
    changed();
    return one;
  };
  // Of an entry that another window changed meanwhile, only these fields are written anew.
  const update = (id, fields) => { const one = read(id); return Boolean(one) && write({ ...one, ...fields }); };

  // ---- clipping: what is kept is what the server finds in the article ----------------------
  const find = async (places) => {
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ places }) };
    const reply = await fetch("/api/clips/find", post);
    if (!reply.ok) throw new Error(reply.status);
    return (await reply.json()).found;
  };
  const add = async (place) => {
    const found = (await find([place]).catch(() => []))[0];
    const clips = all();
    if (!found) { say(FAILED); return false; }
    if (clips.some((one) => samePlace(one, found))) { say("已经在摘录本里了"); return true; }
    if (clips.length >= MOST) { say("摘录本满了，请先移除一些。"); return false; }
    const order = Math.max((clips.at(-1)?.order || 0) + 1, Date.now()); // two windows do not give the same
    if (!write({ id: newId(), note: "", at: Date.now(), order, ...found })) { say("浏览器里放不下了，请先移除一些。"); return false; }
    say("已放进摘录本");
    return true;
  };
  const say = (text) => wence.toast?.(text);
  const takeAway = (id) => {
    const one = remove(id);
    if (one) wence.toast?.("已从摘录本移除", { name: one.quote, label: "撤销", act: () => write(one) });
  };

  // ---- the buttons beside quotes and passages ----------------------------------------------
  const placeOf = (button) => {
    if (button.dataset.issue) {
      const { issue, n, start, end } = button.dataset;
      return { issue, article_n: Number(n), start: Number(start), end: Number(end) };
    }
    const link = button.parentElement.querySelector("a.quote"), url = new URL(link.href);
    const path = url.pathname.split("/").slice(2).map(decodeURIComponent);
    const [start, end] = (url.searchParams.get("q") || "").split("-").map(Number);
    return { issue: path.slice(0, -1).join("/"), article_n: Number(path.at(-1)), start, end, quote: link.querySelector("mark").innerText };
  };
  const press = async (button) => {
    const place = placeOf(button), one = kept(place);
    if (one) takeAway(one.id); else await add(place);
  };
  const show = () => {
    const clips = all();
    const places = new Set(clips.map((one) => [one.issue, one.article_n, one.start, one.end].join("|")));
    document.querySelectorAll("button.clip").forEach((button) => {
      const { issue, article_n, start, end } = placeOf(button);
      const pressed = String(places.has([issue, article_n, start, end].join("|")));
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
      button.title ||= "放进摘录本";
    });
    document.querySelectorAll(".clips-link").forEach((link) => {
      link.querySelector(".clips-count").textContent = clips.length || "";
      const name = clips.length ? `摘录本（${clips.length} 条）` : "摘录本";
      link.title = name;
      link.setAttribute("aria-label", name);
    });
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; show(); });
  };
  addEventListener("click", (event) => {
    const button = event.target.closest?.("button.clip");
    if (button) press(button);
  });
  addEventListener("wence-clips", soon);
  addEventListener("storage", (event) => { if (event.key === null || event.key.startsWith(PREFIX)) changed(); });
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => node.querySelector?.("button.clip")))) soon();
  }).observe(document.body, { childList: true, subtree: true });
  wence.clips = { all, add, find, remove, update, takeAway };
  show();
})();
