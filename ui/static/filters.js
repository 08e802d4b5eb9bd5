// The filters of the chat: chips above the box show them, a form that folds out changes them.
(() => {
  const LISTS = ["issues", "folders", "sections", "sources", "articles"];
  const MOST = 3; // articles that have a chip each
  const make = (tag, fields, ...inside) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  };

  wence.hold.filters = (element, props, watch) => {
    const chips = element.querySelector(".chips"), choices = element.querySelector(".choices");
    const get = () => props.value || {};
    const set = (value) => { props.value = value; show(); };

    // ---- chips ---------------------------------------------------------------------------
    const without = (name, value) => {
      const left = { ...get() };
      if (LISTS.includes(name)) left[name] = left[name].filter((one) => one !== value);
      if (!LISTS.includes(name) || !left[name].length) delete left[name];
      return left;
    };
    const chip = (name, value) => {
      const label = make("span", { lang: "zh-CN" }, name === "in_force" ? "只看现行" : value);
      const button = make("button", { type: "button", className: "chip" }, label, make("span", { ariaHidden: "true", className: "x" }));
      button.setAttribute("aria-label", `去掉：${label.textContent}`);
      button.addEventListener("click", () => set(without(name, value)));
      if (name === "folders") ofOwn(value, label);
      if (name === "since") button.prepend(make("span", {}, "从"));
      if (name === "until") button.prepend(make("span", {}, "到"));
      if (name === "as_of") button.prepend(make("span", {}, "截至"));
      if (name === "article" || name === "articles") named(value, label, button);
      return button;
    };
    const ofOwn = (folder, label) => { // the group is ours to name, its folders are not
      const [group, ...inside] = folder.split("/");
      if (inside.length) return label.replaceChildren(inside.join("/"));
      label.removeAttribute("lang");
      label.textContent = group;
    };
    const named = async (id, label, button) => {
      label.textContent = "这篇文章";
      if (id.split("/").includes("..")) return; // an address outside the articles
      const path = id.split("/").map(encodeURIComponent).join("/");
      const title = await fetch(`/api/articles/${path}`).then((r) => r.json(), () => ({})).then((a) => a.title);
      if (title) { label.textContent = `《${title}》`; button.setAttribute("aria-label", `去掉：《${title}》`); }
    };

    const chipOfMany = (name, values) => {
      const words = `所选的 ${values.length} 篇文章`;
      const button = make("button", { type: "button", className: "chip" }, make("span", {}, words), make("span", { ariaHidden: "true", className: "x" }));
      button.setAttribute("aria-label", `去掉：${words}`);
      button.addEventListener("click", () => set(Object.fromEntries(Object.entries(get()).filter(([each]) => each !== name))));
      return button;
    };
    const chipsOf = ([name, held]) => (name === "articles" && held.length > MOST ? chipOfMany(name, held) : [held].flat().map((one) => chip(name, one)));

    // ---- choices -------------------------------------------------------------------------
    const collect = () => {
      const form = choices.querySelector("form"), value = {};
      for (const [name, one] of new FormData(form)) {
        if (!one || name === "find") continue;
        if (LISTS.includes(name)) (value[name] ||= []).push(one);
        else value[name] = name === "in_force" ? true : one;
      }
      for (const name of ["article", "articles"]) if (get()[name]) value[name] = get()[name];
      return value;
    };
    const fillForm = () => {
      const form = choices.querySelector("form"), value = get();
      if (!form) return;
      for (const field of form.elements) {
        if (field.name === "in_force") field.checked = Boolean(value.in_force);
        else if (field.type === "checkbox") field.checked = (value[field.name] || []).includes(field.value);
        else if (field.name && field.name !== "find") field.value = value[field.name] || "";
      }
    };
    const load = async () => {
      if (choices.firstElementChild) return;
      choices.innerHTML = await fetch("/articles/filters").then((r) => (r.ok ? r.text() : ""), () => "");
      choices.addEventListener("change", (event) => event.target.name !== "find" && set(collect()));
      choices.addEventListener("input", (event) => {
        if (event.target.name !== "find") return;
        const wanted = event.target.value.trim();
        event.target.closest("fieldset").querySelectorAll("label.one").forEach((label) => {
          label.hidden = !label.textContent.includes(wanted);
        });
      });
      choices.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      fillForm();
    };
    const toggle = async (open = choices.hidden) => {
      if (open) await load();
      choices.hidden = !open;
      document.querySelectorAll(".narrow-toggle").forEach((b) => b.setAttribute("aria-expanded", open));
      if (open) choices.querySelector("input")?.focus();
    };

    const show = () => {
      const value = get();
      chips.replaceChildren(...Object.entries(value).flatMap(chipsOf));
      fillForm();
    };
    wence.filters = { get, set, toggle, isOpen: () => !choices.hidden };
    watch("value", show);
    show();
  };
})();
