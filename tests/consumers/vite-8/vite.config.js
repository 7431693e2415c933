// What Vite needs to know: that there are two pages.
export default { build: { rollupOptions: { input: ["index.html", "worker.html"] } } };
