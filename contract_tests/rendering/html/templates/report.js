// Copying a command, and opening what is folded before it is printed. Without scripts the page loses only that.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copies);
    const said = document.getElementById("said");
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = "Command copied";
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      said.textContent = "Command selected; copy it with the keyboard";
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
