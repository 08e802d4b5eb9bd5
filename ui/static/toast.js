// A short message at the foot of the window, with an action that can be taken back for some seconds.
(() => {
  const SECONDS = 8;
  let region = null, timer = 0;

  const close = () => {
    clearTimeout(timer);
    const focused = region.contains(document.activeElement);
    region.replaceChildren();
    return focused;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // who points at it, or came to it by keyboard, has not finished with it
      if (region.matches(":hover") || region.querySelector(":focus-visible")) wait();
      else close();
    }, SECONDS * 1000);
  };
  const place = () => {
    region = Object.assign(document.createElement("div"), { className: "toast" });
    region.setAttribute("role", "status");
    document.body.append(region);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && region.contains(event.target)) { event.stopPropagation(); close(); document.querySelector("#box textarea")?.focus(); }
    }, true);
  };
  // `name` is what the message is about: a text of the person's own. The action gets the focus.
  wence.toast = (text, { name, label, act, stays } = {}) => {
    close();
    const part = (tag, fields) => Object.assign(document.createElement(tag), fields);
    region.append(part("span", { textContent: text }));
    if (name) region.append(part("span", { className: "toast-name", lang: "zh-CN", textContent: name }));
    if (act) {
      const button = part("button", { type: "button", textContent: label });
      button.addEventListener("click", () => { close(); act(); });
      region.append(button);
      button.focus();
    }
    if (!stays) wait();
  };
  addEventListener("DOMContentLoaded", place); // screen readers hear what is added to what they know
  addEventListener("wence-unreachable", () => wence.toast("连接断开了，恢复后自动继续，写下的问题不会丢。", { stays: true }));
})();
