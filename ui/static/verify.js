// The page 核对: start, follow, stop, export, and back to the draft.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const draft = wence.draft, result = wence.result, form = $("#draft"), input = $("#input");
  let stopping = null;

  const filters = { value: {} };
  wence.hold.filters(input, filters, () => {});
  input.addEventListener("click", (event) => {
    if (event.target.closest(".narrow-toggle")) wence.filters.toggle();
    if (event.target.closest(".filters-done")) { wence.filters.toggle(false); $(".narrow-toggle").focus(); }
    if (event.target.closest(".filters-clear")) wence.filters.set({});
  });

  const say = (message) => {
    $("#said").textContent = message;
    $("#said").hidden = !message;
  };
  const attempt = async (work) => {
    say("");
    try {
      await work();
    } catch (error) {
      if (error.name !== "AbortError") say(error instanceof TypeError ? draft.UNREACHABLE : error.message);
    }
  };

  // ---- the draft ---------------------------------------------------------------------------
  const open = (file) => attempt(async () => {
    if (!file) return;
    input.classList.add("reading");
    try {
      await draft.open(file);
    } finally {
      input.classList.remove("reading");
    }
  });
  $("#text").addEventListener("input", draft.typed);
  $("#file").addEventListener("change", (event) => { open(event.target.files[0]); event.target.value = ""; });
  const dragged = (event) => event.dataTransfer?.types.includes("Files") && !input.hidden;
  addEventListener("dragover", (event) => { if (dragged(event)) { event.preventDefault(); input.classList.add("over"); } });
  addEventListener("dragleave", (event) => event.relatedTarget || input.classList.remove("over"));
  addEventListener("drop", (event) => {
    if (!dragged(event)) return;
    event.preventDefault();
    input.classList.remove("over");
    open(event.dataTransfer.files[0]);
  });

  // ---- the check ---------------------------------------------------------------------------
  const progress = () => {
    const bar = $("#working progress"), words = `${result.done()} / ${result.total()} 句`;
    Object.assign(bar, { max: result.total() || 1, value: result.done() });
    $("#done").textContent = words;
  };
  const leave = (reason) => result.unfinished().forEach(({ n, start, end }) => result.add({
    n, start, end, text: [...$("#text").value].slice(start, end).join(""), verdict: "unchecked", reason, evidence: [], nearest: null,
  }));
  const follow = async () => {
    stopping = new AbortController();
    for await (const [name, data] of draft.check($("#text").value, filters.value, stopping.signal)) {
      if (name === "error") throw new Error(data.error);
      if (name === "draft") {
        result.draw($("#text").value, data.statements);
        input.hidden = true;
        $("#result").hidden = $("#working").hidden = false;
        result.show();
        progress();
      }
      if (name === "finding") { result.add(data); progress(); }
    }
  };
  const ended = () => {
    $("#working").hidden = true;
    $("#begin").disabled = false;
    if (!result.total() || $("#result").hidden) return;
    leave("没有核对到这一句");
    const told = `核对完成：${result.total()} 句，${result.amount("supported")} 句有依据。`;
    $("#told").textContent = told;
    if (!$("#shown [aria-current]")) result.choose(result.first());
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      $("#begin").disabled = true;
      $("#told").textContent = "";
      try {
        await follow();
      } finally {
        ended();
      }
    });
  });
  $("#stop").addEventListener("click", () => stopping?.abort());
  $("#again").addEventListener("click", () => {
    stopping?.abort();
    say("");
    $("#result").hidden = true;
    input.hidden = false;
    $("#text").focus();
  });

  // ---- the files ---------------------------------------------------------------------------
  $(".saving").addEventListener("click", async (event) => {
    const format = event.target.closest("button")?.dataset.format;
    if (!format) return;
    $("#saved").textContent = "正在导出…";
    try {
      await draft.exported(format, result.given(), $("#all").checked);
      $("#saved").textContent = "已下载";
    } catch (error) {
      $("#saved").textContent = error.message;
    }
  });
  addEventListener("click", (event) => { if (!event.target.closest(".saving")) $(".saving").open = false; });
  $(".saving").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $(".saving").open = false;
    $(".saving summary").focus();
  });

  draft.typed();
})();
