// A page of the extension: shows what the service worker answers.
chrome.runtime.sendMessage(Object.fromEntries(new URLSearchParams(location.search))).then((answer) => {
  document.querySelector("output").textContent = answer;
});
