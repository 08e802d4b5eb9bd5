// The files that have been added to the index, by folder: find, choose, move, delete.
(() => {
  const uploads = wence.uploads;
  const { $ } = uploads;
  const FIRST = 50;  // files shown of a folder, until all are asked for
  const GROUP = "我的文章";
  const FEW = 8;  // files among which nobody has to search
  const place = $("#kept"), find = $("#find");
  const picked = new Set(), folded = new Set(), whole = new Set();
  let files = [];

  const names = (some) => some.map((file) => file.name);
  const fits = (file) => {
    const wanted = find.value.trim().toLowerCase();
    return !wanted || [file.name, file.title, file.folder].some((text) => text.toLowerCase().includes(wanted));
  };
  const remove = async (chosen, name) => {
    const title = chosen.length > 1 ? `删除 ${chosen.length} 个文件？` : "删除这个文件？";
    if (!await uploads.confirm(title, "文件和对它的改正都删除，不能恢复；问答里不再引用它。", name)) return;
    await uploads.change("POST", "/api/documents/delete", { names: names(chosen) });
  };

  // ---- one file --------------------------------------------------------------------------
  const item = (file) => {
    const found = uploads.copy("#kept-file"), tick = $(".tick", found), title = $(".title", found);
    found.dataset.name = file.name;
    tick.checked = picked.has(file.name);
    tick.setAttribute("aria-label", `选择：${file.name}`);
    title.textContent = file.title || file.name;
    if (file.url) title.href = file.url;
    $(".name", found).textContent = [file.name, file.date, file.status].filter(Boolean).join(" · ");
    $(".held", found).textContent = file.url
      ? `${file.articles} 篇文章，${file.passages} 段`
      : "未在索引里";
    $(".notes", found).textContent = file.error;
    $(".correct", found).hidden = !file.url;
    $(".correct", found).setAttribute("aria-label", `改正：${file.name}`);
    $(".remove", found).setAttribute("aria-label", `删除：${file.name}`);
    if (file.url) uploads.previewLink($(".preview", found), file.name);
    else $(".preview", found).hidden = true;
    return found;
  };

  // ---- one folder ------------------------------------------------------------------------
  const section = (folder, inside, alone) => {
    const found = uploads.copy("#kept-folder"), fold = $(".fold", found);
    const name = $("span", fold), query = new URLSearchParams({ folder: `${GROUP}/${folder}` });
    const isFolded = folded.has(folder) && !find.value.trim();
    found.dataset.folder = folder;
    name.textContent = folder || "不在文件夹里";
    if (folder) name.lang = "zh-CN";
    const below = files.some((file) => file.folder.startsWith(`${folder}/`));
    $("small", fold).textContent = inside.length || (below ? "" : 0);
    fold.setAttribute("aria-expanded", !isFolded);
    $(".folder-head", found).hidden = alone;
    $(".in-chat", found).href = `/?${query}`;
    $(".see", found).href = `/articles?${query}`;
    for (const one of found.querySelectorAll(".folder-head .acts > *")) one.hidden = !folder || (one.matches("a") && !inside.length && !below);
    const every = $(".all", found);
    const label = folder
      ? `选择“${folder}”里的全部`
      : "选择不在文件夹里的全部";
    every.setAttribute("aria-label", label);
    every.hidden = !inside.length;
    const shown = isFolded ? [] : whole.has(folder) ? inside : inside.slice(0, FIRST);
    $(".files", found).append(...shown.map(item));
    const rest = $(".rest", found);
    rest.hidden = isFolded || shown.length === inside.length;
    rest.textContent = `显示其余 ${inside.length - shown.length} 个`;
    return found;
  };
  const inFolder = (folder) => files.filter((file) => file.folder === folder && fits(file));
  const render = () => {
    const searching = Boolean(find.value.trim());
    const folders = [...new Set([...files.map((file) => file.folder), ...uploads.folders])].filter(Boolean).sort();
    const all = ["", ...folders].map((folder) => [folder, inFolder(folder)]);
    const sections = all.filter(([folder, inside]) => inside.length || (folder && !searching));
    place.replaceChildren(...sections.map(([folder, inside]) => section(folder, inside, !folders.length)));
    const broken = files.filter((file) => file.error && !file.url).length;
    $(".none").hidden = files.length > 0;
    $("#kept-title small").textContent = files.length
      ? `共 ${files.length} 个` : "";
    find.hidden = files.length < FEW && !searching;
    $("#again").hidden = !files.length;
    $("#again").disabled = $("#new-folder").disabled = $("#broken").disabled = uploads.running;
    $("#broken").hidden = !broken;
    $("#broken").textContent = `删除读不出的 ${broken} 个`;
    $("#found").textContent = searching
      ? `找到 ${files.filter(fits).length} 个` : "";
    showPicked();
  };
  const showPicked = () => {
    $("#picked").hidden = !picked.size;
    $("#picked span").textContent = `已选 ${picked.size} 个`;
    for (const button of $("#picked").querySelectorAll("button")) button.disabled = uploads.running;
    for (const one of place.children) {
      const inside = inFolder(one.dataset.folder), chosen = inside.filter((file) => picked.has(file.name)).length;
      Object.assign($(".all", one), { checked: chosen > 0 && chosen === inside.length, indeterminate: chosen > 0 && chosen < inside.length });
    }
  };

  // ---- what a person does ----------------------------------------------------------------
  const again = (folder, selector) => {
    render();
    $(selector, [...place.children].find((one) => one.dataset.folder === folder))?.focus();
  };
  const renameFolder = (folder) => uploads.nameFolder("给文件夹改名", folder, async (to) => {
    if (to !== folder) await uploads.change("PATCH", "/api/folders", { folder, to });
  });
  const removeFolder = async (folder) => {
    const inside = files.filter((file) => `${file.folder}/`.startsWith(`${folder}/`)).length;
    const what = inside ? `里面的 ${inside} 个文件一起删除，不能恢复；问答里不再引用它们。` : "它是空的。";
    if (!await uploads.confirm("删除这个文件夹？", what, folder)) return;
    await uploads.change("DELETE", `/api/folders?${new URLSearchParams({ folder })}`);
  };
  place.addEventListener("click", ({ target }) => {
    const one = target.closest("li"), folder = target.closest(".folder")?.dataset.folder;
    const file = one && files.find(({ name }) => name === one.dataset.name);
    const button = target.closest("button");
    if (!button) return;
    if (button.matches(".correct")) uploads.attempt(() => wence.correct(file.name));
    else if (button.matches(".remove")) uploads.attempt(() => remove([file], file.name));
    else if (button.matches(".rename")) uploads.attempt(() => renameFolder(folder));
    else if (button.matches(".drop-folder")) uploads.attempt(() => removeFolder(folder));
    else if (button.matches(".rest")) {
      whole.add(folder);
      again(folder, `.files > li:nth-child(${FIRST + 1}) .tick`);
    } else if (button.matches(".fold")) {
      folded[folded.has(folder) ? "delete" : "add"](folder);
      again(folder, ".fold");
    }
  });
  place.addEventListener("change", ({ target }) => {
    const inside = inFolder(target.closest(".folder").dataset.folder);
    const chosen = target.matches(".all") ? names(inside) : [target.closest("li").dataset.name];
    for (const name of chosen) picked[target.checked ? "add" : "delete"](name);
    for (const tick of place.querySelectorAll(".tick")) tick.checked = picked.has(tick.closest("li").dataset.name);
    showPicked();
  });
  find.addEventListener("input", render);
  const chosen = () => files.filter((file) => picked.has(file.name));
  $("#picked .move").addEventListener("click", () => uploads.attempt(() => uploads.chooseFolder(
    `把 ${picked.size} 个文件移到`,
    (folder) => uploads.change("POST", "/api/documents/move", { names: names(chosen()), folder }),
  )));
  $("#picked .delete").addEventListener("click", () => uploads.attempt(() => remove(chosen(), picked.size > 1 ? "" : [...picked][0])));
  $("#picked .none-picked").addEventListener("click", () => {
    picked.clear();
    render();
    (find.hidden ? $("#new-folder") : find).focus();
  });
  $("#broken").addEventListener("click", () => uploads.attempt(() => remove(files.filter((file) => file.error && !file.url))));
  $("#again").addEventListener("click", () => uploads.attempt(() => uploads.change("POST", "/api/documents/index", { documents: [] })));

  uploads.watch(({ documents }) => {
    files = documents.sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
    const present = new Set(names(files));
    for (const name of picked) if (!present.has(name)) picked.delete(name);
    render();
  });
})();
