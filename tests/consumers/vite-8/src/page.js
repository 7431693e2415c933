// Hands the address's settings to a web worker, and shows what it answers.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  document.querySelector("output").textContent = data;
};
worker.postMessage(Object.fromEntries(new URLSearchParams(location.search)));
