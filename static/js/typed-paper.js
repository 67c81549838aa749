// What is typed on a page to print: a long note grows until all of it shows, and one press clears everything.
// Nothing here sends or stores anything.
const typed = [...document.querySelectorAll(".paper input, .paper textarea")];

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 4}px`;
}

for (const text of document.querySelectorAll(".paper textarea")) {
  text.addEventListener("input", () => grow(text));
}

for (const button of document.querySelectorAll("[data-clear]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const field of typed) {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    typed[0].focus();
  });
}
