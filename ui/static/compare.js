// The page of two documents side by side: which rows are shown, in which order, and steps
// from one to the next with J and K.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const list = $(".rows"), rows = [...list.children];
  const KEY = "comparing";
  let status = $(".tools").dataset.first, current = -1;  // of two documents, what both write of

  const shown = () => [...list.children].filter((row) => !row.hidden);
  const differs = (row) => row.dataset.status !== "same";
  const apply = () => {
    const weighty = $("#by-importance").checked;
    const ordered = weighty ? rows.toSorted((a, b) => b.dataset.importance - a.dataset.importance) : rows;
    list.append(...ordered);
    for (const row of rows) row.hidden = status ? row.dataset.status !== status : !differs(row);
    document.querySelectorAll(".tools [data-status]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.status === status));
    });
    current = -1;
    $("#said").textContent = shown().length ? "" : "没有不同的地方。";
    history.replaceState({ ...history.state, [KEY]: { status, weighty } }, "");
  };
  const step = (by) => {
    const all = shown();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement?.closest(".row"));
    const from = at >= 0 ? at : current;
    current = Math.min(all.length - 1, Math.max(0, from + by));
    all[current].focus({ preventScroll: true });
    all[current].scrollIntoView({ block: "start" });
  };
  const open = () => {  // a row that the address names is shown, whatever its status
    const row = document.getElementById(location.hash.slice(1));
    if (!row?.matches(".row")) return;
    if (row.hidden) { status = row.dataset.status; apply(); }
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
  };

  $(".tools").addEventListener("click", (event) => {
    const button = event.target.closest("[data-status]");
    if (!button) return;
    status = button.dataset.status;
    apply();
  });
  $("#by-importance").addEventListener("change", apply);
  $("#previous").addEventListener("click", () => step(-1));
  $("#next").addEventListener("click", () => step(1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
  addEventListener("hashchange", open);

  const kept = history.state?.[KEY];
  if (kept) { status = kept.status; $("#by-importance").checked = kept.weighty; }
  apply();
  open();
})();
