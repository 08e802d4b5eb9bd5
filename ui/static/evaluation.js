// The start page of evaluation: choose and upload question sets, follow the run, keep the list of
// runs. What comes from files and people is only ever set as text.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const POLL_MS = 700;
  const OWN = "问策";  // the step that asks our own program
  const form = $("#start"), chosen = [];  // files to send, in order
  let busy = false;

  const say = (message) => {
    $("#said").textContent = message;
    $("#said").hidden = !message;
  };
  const request = async (method, address, body) => {
    const json = body && !(body instanceof FormData);
    const headers = json ? { "Content-Type": "application/json" } : {};
    let response;
    try {
      response = await fetch(address, { method, headers, body: json ? JSON.stringify(body) : body });
    } catch {
      throw new Error("连接不上问策，请稍后再试。");
    }
    const data = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(data.error || "请求有误。");
    return data;
  };
  const attempt = async (work) => {
    say("");
    try {
      await work();
    } catch (error) {
      say(error.message);
      $("#said").scrollIntoView({ block: "nearest" });
    }
  };

  // What is chosen
  const count = () => {
    const boxes = [...form.querySelectorAll("[name=sets]:checked")];
    const questions = boxes.reduce((sum, box) => sum + Number(box.dataset.questions), 0);
    const shipped = `${questions} 题`;
    const own = `上传的 ${chosen.length} 份题集`;
    const both = `${shipped}，另加${own}`;
    const none = "还没有选题集";
    const one = boxes.length ? shipped : chosen.length ? own : none;
    $("#total").textContent = boxes.length && chosen.length ? both : one;
  };
  const showChosen = () => {
    $("#sent").replaceChildren(...chosen.map((file, at) => {
      const item = document.createElement("li"), name = document.createElement("span"), drop = document.createElement("button");
      Object.assign(name, { textContent: file.name, lang: "zh-CN" });
      Object.assign(drop, { type: "button", textContent: "移除" });
      drop.addEventListener("click", () => { chosen.splice(at, 1); showChosen(); });
      item.append(name, " ", drop);
      return item;
    }));
    $("#sent").hidden = !chosen.length;
    count();
  };
  const take = (files) => {
    if (!files.length) return;
    // who brings questions of their own wants to ask those, and adds the shipped ones if at all
    if (!chosen.length) form.querySelectorAll("[name=sets]").forEach((box) => { box.checked = false; });
    chosen.push(...files);
    showChosen();
  };
  form.addEventListener("change", (event) => {
    if (event.target.id === "files") {
      take([...event.target.files]);
      event.target.value = "";
    } else count();
  });
  addEventListener("dragover", (event) => { event.preventDefault(); $(".drop").classList.add("over"); });
  addEventListener("dragleave", (event) => event.relatedTarget || $(".drop").classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    $(".drop").classList.remove("over");
    take([...event.dataTransfer.files]);
  });

  // The run
  let plain = "";  // the title without the percentage
  const title = (job) => {
    plain ||= document.title;
    document.title = busy && job.total ? `${Math.floor(100 * job.done / job.total)}% · ${plain}` : plain;
  };
  const ended = (job) => {
    const place = $("#ended");
    place.className = job.state;
    place.hidden = false;
    if (job.state === "done" && job.run) {
      const link = Object.assign(document.createElement("a"), { href: `/evaluation/runs/${job.run}`, textContent: "看结果" });
      const said = Object.assign(document.createElement("span"), { textContent: "评测完成。" });
      place.replaceChildren(said, " ", link);
    } else place.textContent = { done: "评测完成。", stopped: "评测已停止，没有保存结果。" }[job.state] || job.message || "评测没有做成。";
  };
  const show = (job) => {
    const was = busy, bar = $("#job progress");
    busy = job.state === "running" || job.state === "stopping";
    $("#job").hidden = !busy;
    form.hidden = busy;
    document.querySelectorAll(".again").forEach((button) => { button.disabled = busy; });
    if (busy) $("#ended").hidden = true;
    if (job.total) Object.assign(bar, { max: job.total, value: job.done });
    else bar.removeAttribute("value");
    const baseline = `正在测对照：${job.step}`;
    $("#doing").textContent = job.state === "stopping" ? "正在停止" : job.step === OWN ? "正在评测" : baseline;
    $("#counted").textContent = job.total ? `${job.done} / ${job.total}` : "";
    $("#left").hidden = !job.left;
    $("#left span").textContent = job.left;
    $("#stop").hidden = !job.own;
    $("#stop").disabled = job.state === "stopping";
    title(job);
    if (!busy && (was || job.state === "failed")) ended(job);
    return was && !busy;
  };
  const poll = async () => {
    if (show(await request("GET", "/api/evaluation/job"))) await refresh();
    if (busy) setTimeout(() => attempt(poll), POLL_MS);
  };
  const follow = (job) => {
    show(job);
    setTimeout(() => attempt(poll), POLL_MS);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const body = new FormData(form);
      chosen.forEach((file) => body.append("files", file));
      $("#begin").disabled = true;
      try {
        follow(await request("POST", "/api/evaluation/runs", body));
      } finally {
        $("#begin").disabled = false;
      }
    });
  });
  $("#stop").addEventListener("click", () => attempt(async () => show(await request("POST", "/api/evaluation/job/stop"))));

  // The list of runs
  const refresh = async () => {
    const page = new DOMParser().parseFromString(await (await fetch("/evaluation")).text(), "text/html");
    $("#former").replaceWith(document.adoptNode($("#former", page)));
    ready();
  };
  const ready = () => {
    const pair = $("#compare-two");
    if (pair) pair.disabled = document.querySelectorAll("[name=run]:checked").length !== 2;
  };
  const rename = (item) => {
    const link = $(".title", item), edit = document.createElement("form"), input = document.createElement("input"), save = document.createElement("button");
    Object.assign(input, { value: item.dataset.name, maxLength: 60, placeholder: "名称，例如：换模型之前" });
    input.setAttribute("aria-label", "名称");
    Object.assign(save, { textContent: "保存" });
    edit.className = "renaming";
    edit.append(input, save);
    const close = () => { edit.replaceWith(link); $(".rename", item).focus(); };
    edit.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    edit.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(async () => {
        await request("PATCH", `/api/evaluation/runs/${item.dataset.id}`, { name: input.value });
        await refresh();
        $(`[data-id="${item.dataset.id}"] .rename`)?.focus();
      });
    });
    link.replaceWith(edit);
    input.focus();
  };
  const remove = async (item, button) => {
    if (button.dataset.sure === undefined) {
      button.textContent = "确定删除";
      button.dataset.sure = "";
      return;
    }
    await request("DELETE", `/api/evaluation/runs/${item.dataset.id}`);
    await refresh();
    $("#runs-title").scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("change", (event) => { if (event.target.name === "run") ready(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".runs .acts button"), item = button?.closest("li");
    if (!item) return;
    if (button.matches(".rename")) rename(item);
    else if (button.matches(".remove")) attempt(() => remove(item, button));
    else attempt(async () => {
      follow(await request("POST", `/api/evaluation/runs/${item.dataset.id}/again`));
      $("#job").scrollIntoView({ block: "nearest" });
    });
  });

  count();
  ready();
  attempt(poll);
})();
