// @ts-check
// Starts the page, and says so in words where it can't start: the package not built, WebAssembly blocked.

import("./main.js").catch((/** @type {unknown} */ error) => {
  const box = document.createElement("div");
  box.className = "failure";
  box.setAttribute("role", "alert");
  const words = [
    "The page could not start",
    "The roomkey package or a part of the page did not load. Build it with “cargo xtask build”, serve the page with “cargo xtask demo”, and reload.",
    String(error),
  ];
  for (const text of words) {
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
  }
  document.getElementById("start-failure")?.append(box);
  console.error(error);
});
