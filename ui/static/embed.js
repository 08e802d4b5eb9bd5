// Puts a button onto a website's page, which opens the chat in a panel. See docs/embed.md.
// All of it is in a shadow tree, so that neither page's styles reach the other.
(() => {
  const script = document.currentScript;
  if (!script || document.querySelector("wence-chat")) return;
  const { theme, lang, question, filters, label, position } = script.dataset;
  const home = new URL(script.src).origin;
  const english = /^en/i.test(lang || document.documentElement.lang);
  const words = english
    ? { label: "Ask", name: "Wence: ask about policies", close: "Close", failed: "The chat cannot be shown in this page.", open: "Open it in a new tab" }
    : { label: "问策", name: "问策：问政策问题", close: "关闭", failed: "这个页面里打不开问策。", open: "在新标签页里打开" };
  const phone = matchMedia("(max-width: 480px), (max-height: 480px)");

  const address = new URL("/embed", home);
  address.search = new URLSearchParams(filters || "");
  address.searchParams.set("language", english ? "en" : "zh");
  if (theme) address.searchParams.set("theme", theme);
  if (question) address.searchParams.set("q", question);

  const STYLE = `
    :host { all: initial; --card: #fff; --ink: #22262a; --line: #e3e0d9; --accent: #0d5f5c; --on: #fff; color-scheme: light; }
    :host([data-theme="dark"]) { --card: #1c2024; --ink: #e6e3dd; --line: #30363b; --accent: #7fcdc5; --on: #0c1f1e; color-scheme: dark; }
    @media (prefers-color-scheme: dark) { :host(:not([data-theme="light"])) { --card: #1c2024; --ink: #e6e3dd; --line: #30363b; --accent: #7fcdc5; --on: #0c1f1e; color-scheme: dark; } }
    @media print { :host { display: none; } }
    button, dialog { font: 500 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink); }
    button { cursor: pointer; } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .launch { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; min-height: 48px; padding: 0 22px; border: 0; border-radius: 24px; background: var(--accent); color: var(--on); box-shadow: 0 2px 12px rgb(0 0 0 / .25); }
    dialog { position: fixed; z-index: 2147483000; inset: auto 20px 84px auto; box-sizing: border-box; width: min(420px, calc(100vw - 40px)); height: min(680px, calc(100dvh - 104px)); max-width: none; max-height: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 16px; background: var(--card); box-shadow: 0 8px 40px rgb(0 0 0 / .22); overflow: hidden; }
    .left.launch { right: auto; left: 20px; } dialog.left { right: auto; left: 20px; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .failed { padding: 24px; } .failed a { color: var(--accent); } .failed button { display: block; margin-top: 16px; padding: 8px 16px; border: 1px solid var(--line); border-radius: 10px; background: none; }
    [hidden] { display: none !important; }
    @media (max-width: 480px), (max-height: 480px) { dialog, dialog.left { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }`;

  const part = (tag, fields, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };
  const host = part("wence-chat", { lang: english ? "en" : "zh-CN" });
  if (theme) host.dataset.theme = theme;
  const side = position === "left" ? "left" : "";
  const launch = part("button", { type: "button", className: `launch ${side}`, textContent: label || words.label });
  launch.setAttribute("aria-expanded", "false");
  launch.setAttribute("aria-haspopup", "dialog");
  const dialog = part("dialog", { className: side });
  dialog.setAttribute("aria-label", words.name);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // a page whose policy forbids inline styles allows this
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(launch, dialog);

  let frame = null, failing = 0;
  const close = () => { if (dialog.open) dialog.close(); };
  const load = () => {
    frame = part("iframe", { src: address, title: words.name });
    frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
    const closing = part("button", { type: "button", textContent: words.close });
    closing.addEventListener("click", close);
    const failed = part("div", { className: "failed", hidden: true },
      part("p", { textContent: words.failed }), part("a", { href: home, target: "_blank", rel: "noopener", textContent: words.open }), closing);
    // a browser that refuses to show it says so to nobody: there is no answer
    frame.addEventListener("load", () => {
      tell();
      clearTimeout(failing);
      failing = setTimeout(() => { frame.hidden = true; failed.hidden = false; closing.focus(); }, 3000);
    });
    dialog.append(frame, failed);
  };
  const tell = () => frame.contentWindow.postMessage({ wence: "open" }, home);
  const open = () => {
    if (phone.matches) dialog.showModal(); else dialog.show();
    launch.setAttribute("aria-expanded", "true");
    if (!frame) load(); else tell();
    frame.focus();
  };
  launch.addEventListener("click", () => (dialog.open ? close() : open()));
  dialog.addEventListener("close", () => { launch.setAttribute("aria-expanded", "false"); launch.focus(); });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dialog.open) { event.stopPropagation(); close(); }
  });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    if (event.data?.wence === "ready") clearTimeout(failing);
    if (event.data?.wence === "close") close();
  });

  const place = () => document.body.append(host);
  if (document.body) place(); else addEventListener("DOMContentLoaded", place);
})();
