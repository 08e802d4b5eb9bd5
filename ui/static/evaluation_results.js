// The lists of questions on the pages of one run and of two compared: filters, and what a
// question's answer was, fetched when it is opened.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const items = [...document.querySelectorAll(".questions > li")];

  const fetched = async (address) => {
    const response = await fetch(address).catch(() => null);
    if (!response?.ok) return null;
    const part = document.createElement("div");
    part.innerHTML = await response.text();  // a template of ours, which escapes what it is given
    return part;
  };
  const open = async (details) => {
    if ($(".answers", details)) return;
    const { load, beside } = details.dataset;
    const parts = await Promise.all([load, beside].filter(Boolean).map(fetched));
    $(".answers, .failed", details)?.remove();
    const place = document.createElement("div");
    place.className = parts.includes(null) ? "failed" : beside ? "answers sides" : "answers";
    if (parts.includes(null)) place.textContent = "没有取到，请再打开一次。";
    else place.append(...parts);
    details.append(place);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.dataset.load) open(event.target);
  }, true);

  const filters = $(".filters");
  if (!filters) return;
  const KEY = "filters";
  let outcome = "";
  const matches = (item) => {
    const { words, problem, kind } = wanted();
    const ended = !outcome || (outcome === "wrong" ? !("good" in item.dataset) : item.dataset.outcome === outcome);
    return ended && (!problem || item.dataset.problems.split(" ").includes(problem)) && (!kind || item.dataset.kind === kind)
      && words.every((word) => $(".asked", item).textContent.toLowerCase().includes(word));
  };
  const wanted = () => ({
    words: $("#words").value.toLowerCase().split(/\s+/).filter(Boolean),
    problem: $("#problem")?.value || "",
    kind: $("#kind").value,
  });
  const apply = () => {
    let shown = 0;
    for (const item of items) {
      item.hidden = !matches(item);
      shown += !item.hidden;
    }
    const count = `${shown} / ${items.length} 题`;
    $("#count").textContent = shown === items.length ? "" : count;
    $("#none").hidden = shown > 0;
    filters.querySelectorAll("[data-outcome]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.outcome === outcome)));
    history.replaceState({ ...history.state, [KEY]: { ...wanted(), outcome } }, "");
  };
  const restore = () => {
    const kept = history.state?.[KEY];
    if (!kept) return;
    outcome = kept.outcome;
    $("#words").value = kept.words.join(" ");
    if ($("#problem")) $("#problem").value = kept.problem;
    $("#kind").value = kept.kind;
  };
  // how many each outcome has
  filters.querySelectorAll("[data-outcome]").forEach((button) => {
    const name = button.dataset.outcome;
    const count = items.filter((item) => !name || (name === "wrong" ? !("good" in item.dataset) : item.dataset.outcome === name)).length;
    const small = document.createElement("small");
    small.textContent = count;
    button.append(" ", small);
    button.addEventListener("click", () => { outcome = name; apply(); });
  });
  filters.addEventListener("input", apply);
  restore();
  apply();
})();
