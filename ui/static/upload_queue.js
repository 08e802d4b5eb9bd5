// Files on their way: a queue that sends a few at a time, and the list of those that wait to be
// checked, with what was read in each.
(() => {
  const uploads = wence.uploads;
  const { $, lines } = uploads;
  const FIELDS = ["title", "date", "source"];
  const BATCH_BYTES = 8e6;  // sent at a time, or a single file
  const FEW = 5;  // files whose fields are open at once
  const NOTES = 3;  // shown of a file
  const { batch, bytes, kinds } = $("#main").dataset;
  const list = $("#waiting .files");
  const queue = [];
  let sending = null, total = 0, done = 0;

  const all = (selector) => [...list.querySelectorAll(selector)];
  const discard = (names) => uploads.request("POST", "/api/documents/delete", { names });

  // ---- what the list says ----------------------------------------------------------------
  const show = () => {
    const read = all("li.read").length, failed = all("li.failed").length;
    $("#waiting").hidden = !list.children.length;
    $("#waiting-title small").textContent = `共 ${list.children.length} 个`;
    $("#add").disabled = uploads.running || Boolean(sending) || !read;
    $("#add").textContent = read > 1
      ? `把 ${read} 个加入索引` : "加入索引";
    $("#retry").hidden = Boolean(sending) || !all("li.again").length;
    $("#clear").hidden = !failed;
    $("#clear").textContent = failed > 1
      ? `清除失败的 ${failed} 个` : "清除失败的";
    $("#discard").hidden = Boolean(sending) || list.children.length < 2;
    $("#sending").hidden = !sending;
    if (sending) {
      $("#sending p").textContent = `正在上传和读取：第 ${Math.min(done + 1, total)} 个，共 ${total} 个`;
      Object.assign($("#sending progress"), { max: total, value: done });
    }
  };
  const leave = (items) => {
    items.forEach((item) => item.remove());
    show();
  };
  const begin = (name, folder) => {
    const item = uploads.copy("#waiting-file");
    $(".name", item).textContent = name;
    $(".place", item).textContent = folder;
    $(".where", item).textContent = "排队等待";
    $(".remove", item).setAttribute("aria-label", `移除：${name}`);
    list.append(item);
    return item;
  };
  const showFields = (item, open) => {
    const folder = $("[name=folder]", item);
    $(".fix", item).setAttribute("aria-expanded", open);
    $(".fields", item).hidden = !open;
    if (open && !folder.options.length) uploads.offerFolders(folder, item.dataset.folder);
  };
  const fail = (item, error, again) => {
    item.classList.add("failed");
    item.classList.toggle("again", again);
    $(".where", item).textContent = "";
    $(".notes", item).removeAttribute("lang");  // our own message can be translated, unlike text from a file
    lines($(".notes", item), [error]);
  };
  const readIn = (item, found, open) => {
    item.classList.add("read");
    item.dataset.name = $(".name", item).textContent = found.name;
    $(".place", item).textContent = found.folder;
    $(".where", item).textContent = `${found.articles} 篇文章，${found.passages} 段`;
    $(".first-title", item).textContent = found.title;
    if (found.sent) $(".taken", item).textContent = `已有同名的文件，这份改名为 ${found.name}`;
    $(".replace", item).hidden = !found.same;
    lines($(".titles", item), found.articles > 1 ? found.titles : []);
    const notes = found.warnings.slice(0, NOTES);
    if (found.warnings.length > NOTES) notes.push(`另有 ${found.warnings.length - NOTES} 条提醒`);
    lines($(".notes", item), notes);
    $(".of-one", item).hidden = found.articles > 1;
    for (const name of FIELDS) {
      const input = $(`[name=${name}]`, item);
      input.value = input.defaultValue = found[name];
    }
    $(".remove", item).setAttribute("aria-label", `移除：${found.name}`);
    uploads.previewLink($(".preview", item), found.name);
    item.dataset.folder = found.folder;
    $(".fix", item).hidden = false;
    $(".fix", item).setAttribute("aria-label", `核对：${found.name}`);
    if (open) showFields(item, true);
  };

  // ---- the queue -------------------------------------------------------------------------
  const suffix = (name) => (/\.[^.]*$/.exec(name)?.[0] || "").toLowerCase();
  // the server says best why it cannot read a kind, and needs the name alone for that
  const sent = (file) => (kinds.split(",").includes(suffix(file.name)) ? file : new File([], file.name));
  const nextBatch = () => {
    const taken = [];
    let size = 0;
    while (queue.length && taken.length < batch) {
      const [first] = queue;
      if (first.item.isConnected) {
        size += first.file.size;
        if (taken.length && (size > BATCH_BYTES || first.folder !== taken[0].folder)) break;
        taken.push(first);
      } else total -= 1;
      queue.shift();
    }
    return taken;
  };
  const next = () => {
    const taken = nextBatch();
    if (taken.length) return send(taken);
    sending = null;
    total = done = 0;
    show();
    const read = all("li.read").length, failed = all("li.failed").length;
    $("#sent").textContent = failed
      ? `读好 ${read} 个，${failed} 个没有读成。`
      : `读好 ${read} 个。`;
  };
  const settle = (taken, say) => {
    taken.forEach((one, at) => {
      done += 1;
      say(one, at);
    });
    next();
  };
  const send = (taken) => {
    const form = new FormData(), request = new XMLHttpRequest();
    taken.forEach(({ file }) => form.append("files", sent(file), file.name));
    form.append("folder", taken[0].folder);
    const where = (text) => taken.forEach(({ item }) => { $(".where", item).textContent = text; });
    sending = { request, uploaded: false };
    where("正在上传");
    show();
    request.upload.onprogress = ({ loaded, total: size }) => where(`正在上传，${Math.round((100 * loaded) / size)}%`);
    request.upload.onload = () => {
      sending.uploaded = true;
      where("正在读取…");
    };
    request.onload = () => {
      if (request.status === 401) wence.signIn();
      if (request.status === 429) return wait(taken, Number(request.getResponseHeader("Retry-After")) || 5);
      const { documents, error } = request.response || {};
      if (documents) settle(taken, (one, at) => arrive(one, documents[at]));
      else settle(taken, ({ item }) => fail(item, error || "请求有误。", true));
    };
    const lost = (message) => () => settle(taken, ({ item }) => fail(item, message, true));
    request.onerror = lost("连接不上问策，请稍后再试。");
    request.onabort = lost("已停止，没有上传。");
    request.open("POST", "/api/documents");
    request.responseType = "json";
    for (const [name, value] of Object.entries(uploads.HEADERS)) request.setRequestHeader(name, value);
    request.send(form);
  };
  const arrive = ({ item, open }, found) => {
    if (found.error) fail(item, found.error, false);
    else if (item.isConnected) readIn(item, found, open);
    else discard([found.name]).catch(() => {});  // removed meanwhile
  };
  const wait = (taken, seconds) => {
    queue.unshift(...taken);
    taken.forEach(({ item }) => { $(".where", item).textContent = `服务忙，${seconds} 秒后继续`; });
    sending.timer = setTimeout(next, seconds * 1000);
  };
  const enqueue = (entries) => {
    for (const one of entries) {
      total += 1;
      if (one.file.size <= bytes) queue.push(one);
      else {
        done += 1;
        fail(one.item, `文件太大（超过${bytes / 1e6} MB），请拆分后再读：${one.file.name}`, false);
      }
    }
    $("#sent").textContent = "";
    if (!sending) next();
    else show();
  };
  uploads.send = (chosen) => {
    const open = chosen.length <= FEW;
    enqueue(chosen.map(({ file, folder }) => {
      const item = begin(file.name, folder);
      item.entry = { item, file, folder, open };
      return item.entry;
    }));
  };
  const stop = () => {
    clearTimeout(sending.timer);
    queue.splice(0).forEach(({ item }) => {
      total -= 1;
      fail(item, "已停止，没有上传。", true);
    });
    if (sending.timer && sending.request.readyState === XMLHttpRequest.DONE) next();
    else if (!sending.uploaded) sending.request.abort();
    else show();
  };

  // ---- what a person does with them ------------------------------------------------------
  const wanted = (item) => {
    const found = { name: item.dataset.name };
    for (const name of FIELDS) {
      const input = $(`[name=${name}]`, item);
      if (input.value !== input.defaultValue) found[name] = input.value;
    }
    const folder = $("[name=folder]", item);
    if (folder.options.length && folder.value !== item.dataset.folder) found.folder = folder.value;
    if ($(".replace input", item).checked) found.replace = true;
    return found;
  };
  $("#add").addEventListener("click", () => uploads.attempt(async () => {
    const items = all("li.read");
    await uploads.request("POST", "/api/documents/index", { documents: items.map(wanted) });
    $("#sent").textContent = "";
    leave(items);
    await uploads.refresh();
  }));
  $("#clear").addEventListener("click", () => {
    leave(all("li.failed"));
    $("#sent").textContent = "";
    (list.children.length ? $("#add") : $("#files")).focus();
  });
  $("#retry").addEventListener("click", () => {
    const entries = all("li.again").map((item) => item.entry);
    for (const { item } of entries) {
      item.classList.remove("failed", "again");
      lines($(".notes", item), []);
      $(".where", item).textContent = "排队等待";
    }
    enqueue(entries);
  });
  $("#discard").addEventListener("click", () => uploads.attempt(async () => {
    const names = all("li.read").map((item) => item.dataset.name);
    if (!await uploads.confirm(`移除等待的 ${list.children.length} 个文件？`, "它们还没有加入索引，移除以后要用得重新上传。")) return;
    if (names.length) await discard(names);
    $("#sent").textContent = "";
    leave([...list.children]);
  }));
  $("#sending .stop").addEventListener("click", stop);
  list.addEventListener("click", ({ target }) => {
    const item = target.closest("li");
    if (target.matches(".fix")) showFields(item, $(".fields", item).hidden);
    if (!target.matches(".remove")) return;
    const beside = item.nextElementSibling || item.previousElementSibling;
    uploads.attempt(async () => {
      if (item.dataset.name) await discard([item.dataset.name]);
      leave([item]);
      (beside ? $(".remove", beside) : $("#files")).focus();
    });
  });
  addEventListener("beforeunload", (event) => sending && event.preventDefault());
  uploads.watch(show);
  uploads.opened = ({ waiting }) => {
    for (const found of waiting) readIn(begin(found.name, found.folder), found, waiting.length <= FEW);
    show();
    uploads.takeEarly();  // files chosen before the scripts had loaded
  };
})();
