// The result on the page 核对: the draft with each sentence marked, the evidence of one beside it.
// What comes from the draft and the documents is only ever set as text.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const SIGNS = { supported: "✓", elsewhere: "↪", misattributed: "⇄", contradicted: "✗", not_found: "?", unchecked: "–" };
  const LABELS = Object.fromEntries([...$("#verdicts").content.children].map((one) => [one.dataset.name, one.textContent]));
  const NARROW = matchMedia("(max-width: 56rem)");
  const findings = new Map(); // by number
  let statements = [], chosen = 0, only = "";

  const make = (tag, fields, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };

  // ---- the draft -------------------------------------------------------------------------
  const sentence = (one, words) => {
    const link = make("a", { href: `#s${one.n}` }, make("span", { className: "words", textContent: words.replace(/\*\*|__|`/g, "") }));
    const place = make("span", { id: `s${one.n}`, className: "s waiting" }, link);
    place.dataset.n = one.n;
    return place;
  };
  const line = (chars, start, end) => {
    const words = (from, to) => chars.slice(from, to).join("");
    const inside = statements.filter((one) => one.start >= start && one.end <= end);
    const heading = /^(#{1,6})\s+/.exec(words(start, end));
    const row = /^\s*\||\t/.test(words(start, end));
    const place = make("p", { lang: "zh-CN", className: heading ? "head" : row ? "row" : "" });
    let at = start + (heading ? heading[0].length : 0);
    for (const one of inside) {
      place.append(words(at, one.start), sentence(one, words(one.start, one.end)));
      at = one.end;
    }
    place.append(words(at, end));
    return place;
  };
  const draw = (text, found) => {
    const chars = [...text];
    statements = found;
    findings.clear();
    [chosen, only] = [0, ""];
    const lines = [];
    for (let start = 0; start <= chars.length;) {
      const end = chars.indexOf("\n", start) < 0 ? chars.length : chars.indexOf("\n", start);
      if (!/^[\s|:-]*$/.test(words(chars, start, end))) lines.push(line(chars, start, end));
      start = end + 1;
    }
    $(".split").append($("#found"));
    $("#shown").replaceChildren(...lines);
    count();
  };
  const words = (chars, start, end) => chars.slice(start, end).join("");

  const label = (finding) => (finding.outdated ? "依据已失效" : LABELS[finding.verdict]);
  const add = (finding) => {
    findings.set(finding.n, finding);
    const sentence = $(`#s${finding.n}`), said = inOwnLanguage(label(finding)), lang = wence.english ? "en" : "zh-CN";
    sentence.className = `s ${finding.verdict}${finding.outdated ? " outdated" : ""}`;
    sentence.querySelectorAll(".sign, .tag, .sr").forEach((old) => old.remove());
    sentence.prepend(make("span", { className: "sign", ariaHidden: "true", textContent: SIGNS[finding.verdict] }));
    $("a", sentence).append(make("span", { className: "sr", lang, textContent: ` ${said}` }));
    const fine = finding.verdict === "supported" && !finding.outdated;
    if (!fine) sentence.append(make("span", { className: "tag", lang, ariaHidden: "true", textContent: said }));
    count();
    if (finding.n === chosen) show();
  };
  // the draft is marked as Chinese, and not translated with the page: our words in it are
  const inOwnLanguage = (text) => (wence.english && window.wenceEnglish[text]) || text;

  // ---- counts, and what is looked at -------------------------------------------------------
  const button = (name, text, n) => {
    const made = make("button", { type: "button", className: `only ${name}` });
    if (name) made.append(make("span", { className: "sign", ariaHidden: "true", textContent: SIGNS[name] }), " ");
    made.append(make("span", { textContent: text }), " ", make("small", { textContent: n }));
    made.dataset.only = name;
    made.setAttribute("aria-pressed", only === name);
    return made;
  };
  const count = () => {
    const counted = Object.keys(LABELS).map((name) => [name, [...findings.values()].filter((f) => f.verdict === name).length]);
    const focused = document.activeElement?.dataset?.only;
    const present = counted.filter(([name, n]) => n || name === only).map(([name, n]) => button(name, LABELS[name], n));
    $(".verdicts").replaceChildren(button("", "全部", statements.length), ...present);
    if (focused !== undefined) $(`.verdicts [data-only="${focused}"]`)?.focus();
    $("#shown").dataset.only = only;
    document.querySelectorAll("#shown .s").forEach((one) => one.classList.toggle("aside", Boolean(only) && !one.classList.contains(only)));
    place();
  };
  const wanted = () => statements.filter(({ n }) => !only || findings.get(n)?.verdict === only).map(({ n }) => n);
  const place = () => {
    const among = wanted(), at = among.indexOf(chosen);
    const counted = `${at + 1} / ${among.length}`;
    $("#place").textContent = among.length ? counted : "";
    $("#previous").disabled = $("#next").disabled = !among.length;
  };

  // ---- the evidence ------------------------------------------------------------------------
  const quoted = (place, nearest) => {
    const card = make("section", { className: "quoted" });
    const about = [place.source, place.date].filter(Boolean).join(" · ");
    const quote = make("blockquote", { lang: "zh-CN", className: nearest ? "nearest" : "" });
    const words = place.quote.replaceAll("\t", " ｜ "); // between the cells of a table
    quote.append(nearest ? words : make("mark", { className: "quote", textContent: words }));
    const link = make("a", { href: new URL(place.url, location.href).pathname + new URL(place.url, location.href).search + new URL(place.url, location.href).hash, target: "_blank", rel: "noopener", lang: "zh-CN", textContent: place.title });
    card.append(quote, make("p", { className: "from" }, link, ...(about ? [make("span", { lang: "zh-CN", className: "where", textContent: about })] : [])));
    const standing = place.standing;
    if (standing && !["现行", "已修订"].includes(standing.status)) {
      card.append(make("p", { className: "standing" }, make("span", { className: "status", textContent: standing.status }), " ", make("span", { lang: "zh-CN", textContent: standing.reason })));
    }
    return card;
  };
  const show = () => {
    const finding = findings.get(chosen), panel = $("#found");
    if (!finding) return panel.replaceChildren(make("p", { className: "where", textContent: chosen ? "这一句还没有核对到。" : "点一句，看它的依据。" }));
    const head = make("h2", { className: finding.verdict }, make("span", { className: "sign", ariaHidden: "true", textContent: SIGNS[finding.verdict] }), " ", make("span", { textContent: label(finding) }));
    const said = make("p", { lang: "zh-CN", className: "said", textContent: finding.text });
    const reason = finding.reason ? [make("p", { className: "reason", textContent: finding.reason })] : [];
    const stands = finding.evidence.map((place) => quoted(place, false));
    const title = finding.verdict === "supported" ? "依据" : "原文";
    const more = finding.nearest ? [make("h3", { textContent: "最接近的一段" }), quoted(finding.nearest, true)] : [];
    panel.replaceChildren(head, said, ...reason, ...(stands.length ? [make("h3", { textContent: title }), ...stands] : more));
    panel.scrollTop = 0;
  };
  const choose = (n, focus = false) => {
    $("#shown [aria-current]")?.removeAttribute("aria-current");
    chosen = n;
    const link = $(`#s${n} a`);
    link?.setAttribute("aria-current", "true");
    if (focus) link?.focus({ preventScroll: true });
    show();
    place();
    lie();
    link?.scrollIntoView({ block: NARROW.matches ? "start" : "nearest" });
  };
  // on a narrow screen the evidence lies below the paragraph of its sentence
  const lie = () => {
    const paragraph = $("#shown [aria-current]")?.closest("p");
    if (NARROW.matches && paragraph) paragraph.after($("#found"));
    else $(".split").append($("#found"));
  };
  NARROW.addEventListener("change", lie);
  const step = (by, focus) => {
    const among = wanted(), at = among.indexOf(chosen);
    const behind = among.findIndex((n) => n > chosen);
    const next = at >= 0 ? at + by : by > 0 ? Math.max(behind, 0) : (behind < 0 ? among.length : behind) - 1;
    if (among.length) choose(among[(next + among.length) % among.length], focus);
  };

  $("#shown").addEventListener("click", (event) => {
    const place = event.target.closest(".s");
    if (!place) return;
    event.preventDefault();
    choose(Number(place.dataset.n));
  });
  $("#result").addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by, Boolean(event.target.closest("#shown")));
  });
  $("#previous").addEventListener("click", () => step(-1));
  $("#next").addEventListener("click", () => step(1));
  $(".verdicts").addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    only = pressed.dataset.only;
    count();
    const among = wanted();
    if (among.length && !among.includes(chosen)) choose(among[0]);
  });

  const given = () => statements.flatMap(({ n }) => findings.get(n) || []).map(({ start, end, verdict, reason, evidence }) => ({
    start, end, verdict, reason,
    evidence: evidence.slice(0, 8).map(({ issue, article_n, start: from, end: to }) => ({ issue, article_n, start: from, end: to })),
  }));
  // the first sentence that needs a look, or the first one
  const first = () => (statements.find(({ n }) => findings.get(n)?.outdated || !["supported", "unchecked"].includes(findings.get(n)?.verdict)) || statements[0])?.n;
  const unfinished = () => statements.filter(({ n }) => !findings.has(n));
  const amount = (name) => [...findings.values()].filter((f) => f.verdict === name).length;
  wence.result = { draw, add, choose, show, first, given, unfinished, amount, total: () => statements.length, done: () => findings.size };
})();
