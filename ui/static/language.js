// Translates the interface from Chinese to English with the table in english.js, as the page
// changes. Text marked with a language of its own, as zh-CN is, comes from the
// corpus or from people, or is English already, and is not translated.
(() => {
  const asked = new URL(location.href).searchParams.get("lang");
  if (asked === "en" || asked === "zh") {
    document.cookie = `wence-lang=${asked}; path=/; max-age=31536000; samesite=lax`;
    const clean = new URL(location.href);
    clean.searchParams.delete("lang");
    history.replaceState(null, "", clean);
  }
  const english = asked ? asked === "en" : "english" in document.documentElement.dataset || /(?:^|; )wence-lang=en/.test(document.cookie);
  const language = english ? "en" : "zh-CN";
  window.wence = { english, hold: {} };
  // Gradio chooses the language of its own texts, and of the page, by the browser's language
  Object.defineProperty(navigator, "language", { get: () => language });
  const root = document.documentElement;
  const keep = () => { if (root.lang !== language) root.lang = language; };
  keep();
  new MutationObserver(keep).observe(root, { attributes: true, attributeFilter: ["lang"] });
  if (!english) return;

  const HAN = /[\u3400-\u9fff]/;
  const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt"];
  const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  const patterns = Object.entries(window.wenceEnglish).filter(([chinese]) => chinese.includes("{}"))
    .map(([chinese, twin]) => [new RegExp(`^${escaped(chinese).replaceAll("{}", "([^]*?)")}$`), twin]);
  // a sentence that is followed by more of ours has no full stop, which its entry has
  const twin = (text) => known(text) ?? known(`${text}。`)?.replace(/\.$/, "") ?? text;
  const known = (text) => {
    if (Object.hasOwn(window.wenceEnglish, text)) return window.wenceEnglish[text];
    for (const [pattern, form] of patterns) {
      const found = pattern.exec(text);
      if (found) return found.slice(1).reduce((said, part) => said.replace("{}", () => twin(part)), form);
    }
    return undefined;
  };
  const translated = (text) => {
    const bare = text.trim();
    return HAN.test(bare) ? text.replace(bare, () => twin(bare)) : text;
  };
  // while it starts, Gradio marks the whole page with the browser's language: ignore that mark
  // what we say within a model's text is ours: .own-words
  const ours = (element) => {
    const near = element?.closest("[lang], .own-words, script, style");
    return element && (!near || near.matches("html, .own-words"));
  };

  const ofText = (node) => {
    if (!HAN.test(node.data) || !ours(node.parentElement) || node.parentElement.matches("textarea")) return;
    const said = translated(node.data);
    if (said !== node.data) node.data = said;
  };
  const ofElement = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (!value || !HAN.test(value) || !ours(element)) continue;
      const said = translated(value);
      if (said !== value) element.setAttribute(name, said);
    }
  };
  const walk = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return ofText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    ofElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) ofText(walker.currentNode);
      else ofElement(walker.currentNode);
    }
  };
  walk(document.documentElement);
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "childList") change.addedNodes.forEach(walk);
    else if (change.type === "characterData") ofText(change.target);
    else ofElement(change.target);
  })).observe(document, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
