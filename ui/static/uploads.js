// The upload page: sends files one after the other, shows what was read in them, starts indexing
// and shows its progress. What comes from a file is only ever set as text, never as HTML.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const HEADERS = { "X-Wence": "upload" };
  const FIELDS = ["title", "date", "source"];
  const MOST_UNREAD = 50;  // files shown, of those that were not read
  const most = Number($("#main").dataset.most);
  const list = $("#waiting .files");
  const queue = [];
  let sending = false;
  let running = false;

  const say = (message) => {
    $("#said").textContent = message;
    $("#said").hidden = !message;
  };
  const copy = (template) => $(template).content.firstElementChild.cloneNode(true);
  const lines = (element, texts) => element.replaceChildren(...texts.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));

  const request = async (method, address, body) => {
    const headers = body ? { ...HEADERS, "Content-Type": "application/json" } : HEADERS;
    let response;
    try {
      response = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
    } catch {
      throw new Error("连接不上问策，请稍后再试。");
    }
    const data = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(data.error || "请求有误。"), { field: data.field });
    return data;
  };
  const attempt = async (work) => {
    say("");
    try {
      await work();
    } catch (error) {
      say(error.message);
    }
  };

  // Files that wait to be checked
  const refresh = () => {
    $("#waiting").hidden = !list.children.length;
    $("#add").disabled = running || !list.querySelector("li.read");
    $("#again").disabled = running || !$("#kept").children.length;
  };
  const leave = (item) => {
    item.remove();
    refresh();
  };
  const show = (item, found) => {
    $("progress", item).hidden = true;
    item.classList.toggle("failed", Boolean(found.error));
    if (found.error) {
      $(".notes", item).removeAttribute("lang");  // our own message can be translated, unlike text from a file
      lines($(".notes", item), [found.error]);
      return;
    }
    item.classList.add("read");
    item.dataset.name = $(".name", item).textContent = found.name;
    $(".where", item).textContent = `${found.articles} 篇文章，${found.passages} 段`;
    lines($(".titles", item), found.articles > 1 ? found.titles : []);
    lines($(".notes", item), found.warnings);
    $(".of-one", item).hidden = found.articles > 1;
    for (const name of FIELDS) {
      const input = $(`[name=${name}]`, item);
      input.value = input.defaultValue = found[name];
    }
    $(".fields", item).hidden = false;
    refresh();
  };
  const begin = (name) => {
    const item = copy("#waiting-file");
    $(".name", item).textContent = name;
    $(".remove", item).addEventListener("click", () => attempt(async () => {
      item.stop?.();
      if (item.dataset.name) await request("DELETE", `/api/documents/${encodeURIComponent(item.dataset.name)}`);
      leave(item);
    }));
    list.append(item);
    refresh();
    return item;
  };

  const next = () => {
    const waiting = queue.shift();
    sending = Boolean(waiting);
    if (waiting) send(...waiting);
  };
  const send = (item, file) => {
    if (!item.isConnected) return next();
    const form = new FormData();
    form.append("files", file);
    const sent = new XMLHttpRequest();
    item.stop = () => sent.abort();
    const where = $(".where", item);
    sent.upload.onprogress = (event) => {
      $("progress", item).value = event.total ? event.loaded / event.total : 0;
    };
    sent.upload.onload = () => {
      $("progress", item).removeAttribute("value");
      where.textContent = "正在读取…";
    };
    sent.onload = () => {
      where.textContent = "";
      if (sent.status === 401) wence.signIn();
      const data = sent.response || {};
      show(item, data.documents?.[0] || { error: data.error || "请求有误。" });
    };
    sent.onerror = () => show(item, { error: "连接不上问策，请稍后再试。" });
    sent.onloadend = () => {
      item.stop = null;
      next();
    };
    sent.open("POST", "/api/documents");
    sent.responseType = "json";
    for (const [name, value] of Object.entries(HEADERS)) sent.setRequestHeader(name, value);
    sent.send(form);
  };
  const take = (files) => {
    const chosen = [...files];
    say(chosen.length > most ? `一次最多上传 ${most} 个文件。` : "");
    if (chosen.length > most) return;
    for (const file of chosen) queue.push([begin(file.name), file]);
    if (!sending) next();
  };

  // Files that have been added to the index
  const keptItem = (file) => {
    const item = copy("#kept-file");
    const title = $(".title", item);
    title.textContent = file.title || file.name;
    if (file.url) title.href = file.url;
    $(".name", item).textContent = [file.name, file.date].filter(Boolean).join(" · ");
    const held = `${file.articles} 篇文章，${file.passages} 段`;
    $(".held", item).textContent = file.url ? held : "未在索引里";
    $(".notes", item).textContent = file.error;
    const correct = $(".correct", item);
    correct.hidden = !file.url;
    correct.disabled = running;
    correct.addEventListener("click", () => attempt(() => wence.correct(file.name)));
    const remove = $(".remove", item);
    remove.disabled = running;
    remove.addEventListener("click", () => attempt(async () => {
      if (remove.textContent !== remove.dataset.sure) {
        remove.textContent = "确定删除";
        await new Promise(requestAnimationFrame);  // language.js may translate the label meanwhile
        remove.dataset.sure = remove.textContent;
        return;
      }
      await request("DELETE", `/api/documents/${encodeURIComponent(file.name)}`);
      await poll();
    }));
    return item;
  };
  const showUnread = (files) => {
    $("#unread").hidden = !files.length;
    $("#unread .files").replaceChildren(...files.slice(0, MOST_UNREAD).map(({ path, reason }) => {
      const item = copy("#unread-file");
      $(".name", item).textContent = path;
      $(".notes", item).textContent = reason;
      return item;
    }));
    const more = $("#unread .where");
    more.hidden = files.length <= MOST_UNREAD;
    more.textContent = `另有 ${files.length - MOST_UNREAD} 个`;
  };
  const showJob = (job) => {
    const bar = $("#job progress");
    $("#job").hidden = job.state === "idle";
    $("#job").className = job.state;
    bar.hidden = !running;
    if (job.total) Object.assign(bar, { max: job.total, value: job.done });
    else bar.removeAttribute("value");
    $("#job span").textContent = job.state === "done" ? `已完成，${job.message}。`
      : job.message || "正在建立索引";
  };
  const poll = async () => {
    const data = await request("GET", "/api/documents");
    running = data.job.state === "running";
    showJob(data.job);
    $("#kept").replaceChildren(...data.documents.map(keptItem));
    $(".none").hidden = data.documents.length > 0;
    showUnread(data.unread);
    refresh();
    if (running) setTimeout(() => attempt(poll), 1000);
    return data;
  };
  const index = (documents) => attempt(async () => {
    await request("POST", "/api/documents/index", { documents });
    for (const { name } of documents) list.querySelectorAll("li.read").forEach((item) => item.dataset.name === name && item.remove());
    await poll();
  });

  wence.uploads = { request, poll };

  $("#add").addEventListener("click", () => index([...list.querySelectorAll("li.read")].map((item) => {
    const changed = FIELDS.map((name) => $(`[name=${name}]`, item)).filter((input) => input.value !== input.defaultValue);
    return Object.fromEntries([["name", item.dataset.name], ...changed.map((input) => [input.name, input.value])]);
  })));
  $("#again").addEventListener("click", () => index([]));
  $("#files").addEventListener("change", (event) => {
    take(event.target.files);
    event.target.value = "";
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    $(".drop").classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || $(".drop").classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    $(".drop").classList.remove("over");
    take(event.dataTransfer.files);
  });
  attempt(async () => {
    const data = await poll();
    for (const found of data.waiting) show(begin(found.name), found);
    take($("#files").files);  // files chosen before this script had loaded
  });
})();
