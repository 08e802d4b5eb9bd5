// Dialogs of the page of uploaded files: choose or name a folder, confirm a deletion, see the text.
(() => {
  const uploads = wence.uploads;
  const { $ } = uploads;
  const NEW = "*";  // the choice of a folder that is yet to be named

  // ---- folders to choose from ------------------------------------------------------------
  const option = (value, text, ours) => {
    const found = new Option(text, value);
    if (!ours) found.lang = "zh-CN";
    return found;
  };
  uploads.offerFolders = (select, chosen = select.value) => {
    const known = chosen && chosen !== NEW && !uploads.folders.includes(chosen) ? [chosen] : [];
    const folders = [...known, ...uploads.folders].map((folder) => option(folder, folder));
    select.replaceChildren(option("", "不放进文件夹", true), ...folders, option(NEW, "新文件夹…", true));
    select.value = chosen;
    select.dataset.before = select.value;
  };
  // whoever picks 新文件夹… names it, and it is chosen then
  document.addEventListener("change", async ({ target }) => {
    if (!target.matches("select.folders:not(#choose-folder select)")) return;
    if (target.value === NEW) {
      const made = await uploads.nameFolder("新文件夹", "", make);
      uploads.offerFolders(target, made ?? target.dataset.before);
      target.focus();
    }
    target.dataset.before = target.value;
  });
  const make = async (name) => {
    const { folder } = await uploads.request("POST", "/api/folders", { folder: name });
    await uploads.refresh();
    return folder;
  };

  const dialog = $("#choose-folder"), select = $("select", dialog), input = $("input", dialog);
  const problem = $(".problem", dialog);
  let finish = null;
  const complain = (message) => {
    problem.textContent = message;
    problem.hidden = !message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const showNaming = (naming) => {
    $(".naming", dialog).hidden = $("#naming-hint").hidden = !naming;
    if (naming) input.focus();
  };
  const open = (title, existing, value, work) => new Promise((resolve) => {
    $("h2", dialog).textContent = title;
    $(".existing", dialog).hidden = !existing;
    complain("");
    input.value = value;
    finish = { existing, work, resolve };
    if (existing) uploads.offerFolders(select, uploads.folders[0] ?? NEW);
    dialog.showModal();
    showNaming(!existing || select.value === NEW);
    input.select();
  });
  select.addEventListener("change", () => showNaming(select.value === NEW));
  const end = (value) => {
    const ended = finish;
    finish = null;
    dialog.close();
    ended?.resolve(value);
  };
  $(".cancel", dialog).addEventListener("click", () => end());
  dialog.addEventListener("close", () => end());
  $("form", dialog).addEventListener("submit", async (event) => {
    event.preventDefault();
    const { existing, work } = finish, chosen = existing && select.value !== NEW ? select.value : input.value.trim();
    if (!chosen && !(existing && select.value === "")) return complain("文件夹的名称不能为空。");
    try {
      end((await work(chosen)) ?? chosen);
    } catch (error) {
      complain(error.message);
      if (!$(".naming", dialog).hidden) input.focus();
    }
  });
  // Both do `work` with the folder before they close, and give what it gives; undefined if cancelled.
  uploads.nameFolder = (title, value, work) => open(title, false, value, work);
  uploads.chooseFolder = (title, work) => open(title, true, "", work);
  $("#new-folder").addEventListener("click", () => uploads.nameFolder("新文件夹", "", make));

  // ---- confirmation ----------------------------------------------------------------------
  uploads.confirm = (title, what, name = "") => new Promise((resolve) => {
    const asked = $("#confirm");
    $("h2", asked).textContent = title;
    $(".name", asked).textContent = name;
    $("#confirm-what").textContent = what;
    asked.returnValue = "no";
    asked.addEventListener("close", () => resolve(asked.returnValue === "yes"), { once: true });
    asked.showModal();
  });

  // ---- preview ---------------------------------------------------------------------------
  const shown = $("#preview"), frame = $("iframe", shown);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.preview");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    $("h2", shown).textContent = link.dataset.name;
    $("a", shown).href = frame.src = link.href;
    shown.showModal();
  });
  $(".close", shown).addEventListener("click", () => shown.close());
  shown.addEventListener("close", () => frame.removeAttribute("src"));
  uploads.previewLink = (link, name) => {
    link.href = `/upload/${encodeURIComponent(name)}/text`;
    link.dataset.name = name;
    link.hidden = false;
  };

  uploads.watch(() => document.querySelectorAll("#into, .files .fields:not([hidden]) .folders").forEach((one) => uploads.offerFolders(one)));
})();
