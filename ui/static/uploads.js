// The page of uploaded files: what its parts share, the job that indexes, and what was not read.
// What comes from a file is only ever set as text, never as HTML.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const HEADERS = { "X-Wence": "upload" };
  const MOST_UNREAD = 50;  // files shown, of those that were not read
  const watching = [];
  const uploads = { $, HEADERS, folders: [], running: false };
  wence.uploads = uploads;

  uploads.say = (message) => {
    $("#said").textContent = message;
    $("#said").hidden = !message;
  };
  uploads.copy = (template) => $(template).content.firstElementChild.cloneNode(true);
  uploads.lines = (element, texts) => element.replaceChildren(...texts.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
  uploads.request = async (method, address, body) => {
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
  uploads.attempt = async (work) => {
    uploads.say("");
    try {
      return await work();
    } catch (error) {
      uploads.say(error.message);
    }
  };

  // The other parts are told what there is, whenever it may have changed.
  uploads.watch = (told) => watching.push(told);
  const tell = (job) => {
    uploads.running = job.state === "running";
    showJob(job);
    $("#kept").disabled = uploads.running;
  };
  const showJob = (job) => {
    const bar = $("#job progress");
    $("#job").hidden = job.state === "idle";
    $("#job").className = job.state;
    bar.hidden = !uploads.running;
    if (job.total) Object.assign(bar, { max: job.total, value: job.done });
    else bar.removeAttribute("value");
    $("#job span").textContent = job.state === "done" ? `已完成，${job.message}。`
      : job.message || "正在建立索引";
  };
  const showUnread = (files) => {
    $("#unread").hidden = !files.length;
    $("#unread .files").replaceChildren(...files.slice(0, MOST_UNREAD).map(({ path, reason }) => {
      const item = uploads.copy("#unread-file");
      $(".name", item).textContent = path;
      $(".notes", item).textContent = reason;
      return item;
    }));
    const more = $("#unread .where");
    more.hidden = files.length <= MOST_UNREAD;
    more.textContent = `另有 ${files.length - MOST_UNREAD} 个`;
  };
  uploads.refresh = async () => {
    const data = await uploads.request("GET", "/api/documents");
    uploads.folders = data.folders;
    tell(data.job);
    showUnread(data.unread);
    watching.forEach((told) => told(data));
    if (uploads.running) setTimeout(() => uploads.attempt(follow), 1000);
    return data;
  };
  const follow = async () => {
    const job = await uploads.request("GET", "/api/documents/job");
    if (job.state !== "running") return uploads.refresh();
    tell(job);
    setTimeout(() => uploads.attempt(follow), 1000);
  };
  // Change files, show what there is then, and follow the build that this may have started.
  uploads.change = async (method, address, body) => {
    await uploads.request(method, address, body);
    await uploads.refresh();
  };
  uploads.address = (name) => `/api/documents/${encodeURIComponent(name)}`;

  addEventListener("DOMContentLoaded", () => uploads.attempt(async () => {
    const data = await uploads.refresh();
    uploads.opened(data);
  }));
})();
