// The dialog that corrects what is known of an uploaded file that is in the index: it shows the
// known values, sends those that were changed, and indexes again.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const DIFFER = "*";  // the choice of a select whose value differs between the file's articles
  const dialog = $("#correct"), folder = $("#correct-folder");
  const fields = Object.fromEntries([...dialog.querySelectorAll(".field[data-field]")].map((place) => {
    const input = $("[name]", place);
    return [input.name, { place, input, shown: "", read: "", back: false }];
  }));
  let address = "", lying = "";

  const complain = (problem, message) => {
    problem.textContent = message;
    problem.hidden = !message;
  };
  const problemOf = (name) => $(fields[name] ? `#problem-${name}` : "form > .problem", dialog);
  const clear = () => dialog.querySelectorAll(".problem").forEach((problem) => complain(problem, ""));
  const put = (field, value) => {
    field.input.value = value ?? (field.input.matches("select") ? DIFFER : "");
    $(".differ", field.place).hidden = value !== null || field.input.matches("select");
  };
  const fill = (name, known) => {
    const field = fields[name];
    field.place.hidden = !known;
    if (!known) return;
    put(field, known.value);
    Object.assign(field, { shown: field.input.value, read: known.read, back: false });
    const original = $(".original", field.place);
    original.hidden = !known.corrected;
    const said = $("span", original);
    said.removeAttribute("lang");
    if (known.read) said.lang = "zh-CN";  // from a file, not to be translated
    said.textContent = known.read === null ? "各篇不同" : known.read || "没有";
  };
  const changes = () => {
    const wanted = {};
    for (const [name, { place, input, shown, back }] of Object.entries(fields)) {
      if (place.hidden) continue;
      const changed = input.value !== shown;
      const { badInput, rangeUnderflow } = input.validity;  // a year of too few digits is below the range
      if (badInput || (changed && rangeUnderflow)) throw Object.assign(new Error("日期不完整。"), { field: name });
      if (back) wanted[name] = null;
      else if (changed) wanted[name] = input.value;
    }
    if (folder.value !== lying) wanted.folder = folder.value;
    return wanted;
  };
  const save = async () => {
    const wanted = changes();
    if (Object.keys(wanted).length) await wence.uploads.request("PATCH", address, wanted);
    dialog.close();
    await wence.uploads.refresh();
  };

  wence.correct = async (name) => {
    address = `/api/documents/${encodeURIComponent(name)}/metadata`;
    const known = await wence.uploads.request("GET", address);
    clear();
    $(".name", dialog).textContent = name;
    $(".of-several", dialog).hidden = known.articles === 1;
    for (const field of Object.keys(fields)) fill(field, known.fields[field]);
    lying = known.folder;
    wence.uploads.offerFolders(folder, lying);
    dialog.showModal();
  };
  for (const field of Object.values(fields)) {
    const original = $(".original", field.place);
    field.input.addEventListener("input", () => { field.back = false; });
    $(".back", original).addEventListener("click", () => {
      put(field, field.read);
      field.back = original.hidden = true;
      field.input.focus();
    });
  }
  $(".cancel", dialog).addEventListener("click", () => dialog.close());
  $("form", dialog).addEventListener("submit", async (event) => {
    event.preventDefault();
    clear();
    const button = $(".main", dialog);
    button.disabled = true;
    try {
      await save();
    } catch (error) {
      complain(problemOf(error.field), error.message);
      fields[error.field]?.input.focus();
    } finally {
      button.disabled = false;
    }
  });
})();
