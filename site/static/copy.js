// Shows the buttons that copy a text, and lets each say in its own place that it did. Without this file the text can be selected by hand.
const SAID_FOR = 2000;

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.querySelector("[aria-live]") ?? button;
  const usual = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = usual; }, SAID_FOR);
  });
}
