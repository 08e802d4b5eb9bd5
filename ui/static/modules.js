(sources, start, stylesheets) => {
  const at = new URL("/assets/", location.href).href;
  const head = document.head;
  const add = (name, properties) => head.append(Object.assign(document.createElement(name), properties));
  if (HTMLScriptElement.supports?.("importmap")) {
    const imports = {};
    for (const [name, source] of Object.entries(sources)) {
      const full = source.replaceAll("@assets/", at);
      imports[at + name] = URL.createObjectURL(new Blob([full], { type: "text/javascript" }));
    }
    add("script", { type: "importmap", textContent: JSON.stringify({ imports }) });
  }
  // Gradio looks for a link with the same address before it loads a style
  for (const address of stylesheets) add("link", { rel: "bundled", href: new URL(address, location.href).href });
  add("script", { type: "module", textContent: `import ${JSON.stringify(at + start)}` });
}
