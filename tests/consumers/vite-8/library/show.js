// Shows what the library answers, or how it fails.
export function show(ask) {
  const output = document.querySelector("output");
  ask(Object.fromEntries(new URLSearchParams(location.search))).then(
    (answer) => {
      output.textContent = answer;
    },
    (error) => {
      output.textContent = `${error.name} ${error.kind}: ${error.message}`;
    },
  );
}
