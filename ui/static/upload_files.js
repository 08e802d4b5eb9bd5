// Which files a person chose: single ones, a folder, or both dropped; each with the folder it is in.
(() => {
  const uploads = wence.uploads;
  const { $ } = uploads;
  const most = Number($("#main").dataset.most);
  const LEFT_BY_SYSTEMS = /^(\.|~\$)|^(Thumbs\.db|desktop\.ini)$/i;

  const folderOf = (path) => path.split("/").slice(0, -1).join("/");
  const isHidden = (path) => path.split("/").some((part) => LEFT_BY_SYSTEMS.test(part) || part === "__MACOSX");
  const below = (into, folder) => [into, folder].filter(Boolean).join("/");

  // `found` are pairs of a file and its path from the chosen folder on.
  const take = (found) => {
    const visible = found.filter(([, path]) => !isHidden(path));
    uploads.say("");
    if (visible.length > most) return uploads.say(`选了 ${visible.length} 个文件，一次最多上传 ${most} 个。`);
    if (found.length && !visible.length) return uploads.say("文件夹里没有可以上传的文件。");
    const into = $("#into").value;
    visible.sort(([, a], [, b]) => a.localeCompare(b, "zh-CN", { numeric: true }));
    uploads.send(visible.map(([file, path]) => ({ file, folder: below(into, folderOf(path)) })));
  };
  const chosen = (input) => {
    take([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
    input.value = "";
  };
  for (const input of [$("#files"), $("#folder-files")]) input.addEventListener("change", () => chosen(input));

  const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });
  const entriesOf = async (folder) => {
    const reader = folder.createReader(), all = [];
    for (;;) { // it gives a hundred at a time
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
      if (!some.length) return all;
      all.push(...some);
    }
  };
  const filesBelow = async (entry, path, found) => {
    if (found.length > most || isHidden(entry.name)) return;
    if (entry.isFile) found.push([await fileOf(entry), path + entry.name]);
    else for (const inside of await entriesOf(entry)) await filesBelow(inside, `${path}${entry.name}/`, found);
  };
  const dropped = async (data) => {
    const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return take([...data.files].map((file) => [file, file.name]));
    const found = [];
    for (const entry of entries) await filesBelow(entry, "", found);
    take(found);
  };

  addEventListener("dragover", (event) => {
    event.preventDefault();
    $(".drop").classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || $(".drop").classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    $(".drop").classList.remove("over");
    dropped(event.dataTransfer).catch(() => uploads.say("文件夹读不了，请改用“选择文件夹”。"));
  });
  uploads.takeEarly = () => [$("#files"), $("#folder-files")].forEach((input) => input.files.length && chosen(input));
})();
