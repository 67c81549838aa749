// Offers places (data-suggest="near") or centers (data-suggest="centers") while a person types.
// It only fills a list beside the box: whatever fails here, the box works as it does without a script.
const PAUSE = 150; // milliseconds after the last key
const options = {
  near: (answer) => answer.places.map(({ near, label }) => [near, label]),
  centers: (answer) => answer.centers.map(({ label }) => [label, label]),
};

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute("list", list.id);
  let asked = new AbortController();
  input.addEventListener("input", () => {
    asked.abort(); // an answer under way is dropped, and one still waiting is never asked for
    if ([...list.options].some((option) => option.value === input.value)) return; // one of them was chosen
    asked = new AbortController();
    const { signal } = asked;
    setTimeout(() => offer(input, list, signal).catch(() => {}), PAUSE);
  });
}

async function offer(input, list, signal) {
  const response = await fetch(`/places?${new URLSearchParams({ q: input.value })}`, { signal, credentials: "omit" });
  const found = options[input.dataset.suggest](await response.json());
  list.replaceChildren(...found.map(([value, label]) => Object.assign(document.createElement("option"), { value, label })));
}
