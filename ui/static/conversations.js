// The conversations that this browser stores, each in an entry of its own, so that two windows
// do not overwrite each other's. Which one is open is each window's own affair.
(() => {
  const PREFIX = `${wence.stored("talk")}/`, OPEN = wence.stored("open"), OLDER = "wence-conversations";
  const MOST = 200, MOST_CHARS = 4_000_000; // browsers give a site about 5 million characters
  const PATIENCE_MS = 5000;
  const IN_LINK = ["q", "issue", "section", "source", "since", "until", "article", "in_force", "as_of"];

  // ---- what is stored ----------------------------------------------------------------------
  const key = (id) => `${PREFIX}${id}`;
  const parse = (text) => {
    try {
      const one = JSON.parse(text);
      return Array.isArray(one?.turns) && one.turns.length ? one : null;
    } catch { return null; }
  };
  const read = (id) => { try { return parse(localStorage.getItem(key(id))); } catch { return null; } };
  const erase = (id) => { try { localStorage.removeItem(key(id)); } catch { /* nothing is stored */ } };
  const texts = () => {
    try {
      return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => localStorage.getItem(k));
    } catch { return []; }
  };
  const latestFirst = (one, other) => other.at - one.at;
  const all = () => texts().map(parse).filter(Boolean).sort(latestFirst);

  const makeRoom = (id, chars) => {
    const others = texts().map((text) => ({ ...parse(text), chars: text.length }));
    let room = MOST_CHARS - chars;
    others.filter((one) => one.id && one.id !== id).sort(latestFirst).forEach((one, i) => {
      room -= one.chars;
      if (room < 0 || i >= MOST - 1) erase(one.id);
    });
  };
  const write = (one) => {
    const text = JSON.stringify(one);
    makeRoom(one.id, text.length);
    for (;;) {
      try { localStorage.setItem(key(one.id), text); return true; } catch {
        const oldest = all().filter((other) => other.id !== one.id).at(-1);
        if (!oldest) return false;
        erase(oldest.id);
      }
    }
  };
  const changed = () => dispatchEvent(new Event("wence-conversations"));

  // Of two windows that went on with the same conversation, what either added is kept.
  const of = (turn) => JSON.stringify([turn.question, turn.text, turn.html]);
  const same = (some, others) => JSON.stringify(some.map(of)) === JSON.stringify(others.map(of));
  const merged = (known, mine, theirs) => {
    const seen = new Set([...known, ...mine].map(of));
    return [...mine, ...theirs.filter((turn) => !seen.has(of(turn)))];
  };

  // ---- the open one ------------------------------------------------------------------------
  let current = "", base = [], filters = {}; // the open conversation as this window knows it
  let asking = false, linked = false, settled = () => {}, submit = () => {};
  const use = (id) => {
    const found = id ? read(id) : null;
    [current, base, filters] = found ? [id, found.turns, found.filters || {}] : ["", [], {}];
    remember();
  };
  const remember = () => {
    try { sessionStorage.setItem(OPEN, current); } catch { /* a reload begins anew */ }
    changed();
  };
  const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");

  const keep = (turns, chosen) => {
    asking = false;
    settled();
    if (wence.leaving || !turns.length || same(turns, base)) return;
    current ||= newId();
    const found = read(current);
    base = found ? merged(base, turns, found.turns) : turns;
    filters = chosen || {};
    const one = { id: current, name: found?.name || "", at: Date.now(), turns: base, filters };
    if (!write(one)) wence.toast("浏览器里放不下这个对话了，请下载后开始新对话。");
    remember();
    if (!same(base, turns)) submit();
  };
  const takeOver = ({ items, current: open }) => {
    const fresh = items.filter((one) => !read(one.id));
    // they have no dates: before everything that has one, in their order
    if (!fresh.every((one, i) => write({ ...one, at: items.length - i }))) return;
    try { localStorage.removeItem(OLDER); } catch { /* taken over again the next time */ }
    if (open && !current) use(open);
    changed();
  };

  // Opening another conversation stops an answer that is being written, and waits until it is stored.
  const finished = async () => {
    if (!asking) return;
    const writing = document.querySelector("#window .answer:not(.done, .error)");
    if (writing) document.querySelector("#stop")?.click();
    // after an answer that failed, nothing is handed over to be stored
    await new Promise((done) => { settled = done; setTimeout(done, writing ? PATIENCE_MS : PATIENCE_MS / 4); });
    asking = false;
  };
  const open = async (id) => {
    if (id && id === current) return;
    await finished();
    use(id);
    submit();
  };

  // ---- the list ----------------------------------------------------------------------------
  const rename = (id, name) => {
    const found = read(id);
    if (found) write({ ...found, name: name.trim() });
    changed();
  };
  const remove = async (id) => {
    const wasOpen = id === current;
    if (wasOpen) await open("");
    const found = read(id);
    erase(id);
    changed();
    return { ...found, wasOpen };
  };
  const putBack = ({ wasOpen, ...one }) => {
    const found = read(one.id); // another window may have gone on with it
    write(found ? { ...found, turns: merged([], one.turns, found.turns) } : one);
    changed();
    if (wasOpen && !base.length && !asking) open(one.id);
  };

  // ---- Gradio's side -----------------------------------------------------------------------
  wence.hold.conversation = (element, props, watch, trigger) => {
    submit = () => trigger("submit");
    watch("value", () => {
      const { turns, filters: chosen, older } = props.value || {};
      if (older) takeOver(older);
      if (turns) keep(turns, chosen);
    });
  };
  wence.conversations = {
    all, open, rename, remove, putBack,
    current: () => current,
    given: () => ({ turns: base, filters }),
    fromLink: () => linked, // whether the address held a question; it is cleared meanwhile
    asked: (values) => { asking = true; return values; },
    restored: () => {
      const link = new URLSearchParams(location.search);
      asking = linked = link.has("q");
      let last = "";
      try { last = sessionStorage.getItem(OPEN) || ""; } catch { /* none */ }
      use(IN_LINK.some((name) => link.has(name)) ? "" : last);
      return { turns: base, filters };
    },
  };
  addEventListener("wence-unreachable", () => { asking = false; settled(); });
  addEventListener("click", (event) => event.target.closest?.("#new") && open(""));
  addEventListener("storage", (event) => {
    if (event.key !== null && !event.key.startsWith(PREFIX)) return;
    changed();
    const theirs = event.key === key(current) ? parse(event.newValue) : null;
    if (!theirs || asking || same(theirs.turns, base)) return;
    use(current);
    submit();
  });
})();
