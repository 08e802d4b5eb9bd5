// The draft on the page 核对: typed, pasted or read from a file, and checked by the server, whose
// findings arrive one by one.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const UNREACHABLE = "连接不上问策，请稍后再试。";
  const opened = { file: null, name: "", text: "" }; // the file that the draft was read from

  const failure = async (response) => new Error((await response.json().catch(() => ({}))).error || "请求有误。");
  const send = (address, options) => fetch(address, { method: "POST", ...options }).catch((error) => {
    throw error.name === "AbortError" ? error : new Error(UNREACHABLE);
  });

  // what Python counts: characters, not halves of them
  const length = (text) => [...text].length;
  const typed = () => {
    const words = `${length($("#text").value)} 字。`;
    $("#typed").textContent = words;
  };

  const open = async (file) => {
    const body = new FormData();
    body.append("file", file);
    const response = await send("/api/verify/read", { body });
    if (!response.ok) throw await failure(response);
    const { name, text } = await response.json();
    $("#text").value = text;
    Object.assign(opened, { file, name, text: $("#text").value });
    typed();
  };
  const isWord = () => /\.docx$/i.test(opened.name) && opened.text === $("#text").value;

  // Yields the events that the server sends.
  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const messages = (text + value).split("\n\n");
      text = messages.pop();
      for (const message of messages) {
        const [name, data] = message.split("\ndata: ");
        yield [name.slice("event: ".length), JSON.parse(data)];
      }
    }
  }
  async function* check(text, filters, signal) {
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
    const response = await send("/api/verify", { headers, signal, body: JSON.stringify({ text, filters }) });
    if (!response.ok) throw await failure(response);
    yield* events(response);
  }

  const exported = async (format, statements, supported) => {
    const body = new FormData(), word = isWord();
    const result = { format, text: $("#text").value, name: opened.text === $("#text").value ? opened.name : "", statements, supported };
    body.append("result", JSON.stringify(result));
    if (word && format === "docx") body.append("file", opened.file);
    const response = await send("/api/verify/export", { body });
    if (!response.ok) throw await failure(response);
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition"))[1];
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await response.blob()), download: decodeURIComponent(name) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  wence.draft = { open, check, exported, typed, UNREACHABLE };
})();
