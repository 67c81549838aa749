// AUDIT-C added up on the page, and how many drinks are in a glass. Nothing is sent or stored.
const questions = [1, 2, 3].map((number) => [...document.querySelectorAll(`[name="question-${number}"]`)]);
const points = document.querySelector("[data-points]");
const firstOnly = document.querySelector("[data-first-only]");
const GRAMS_OF_AN_OUNCE = 29.5735 * 0.789; // of pure alcohol
const GRAMS_OF_A_DRINK = 14;

function chosen(answers) {
  const answer = answers.find((each) => each.checked);
  return answer ? Number(answer.value) : null;
}

function addUp() {
  const given = questions.map(chosen);
  if (given[0] === 0) given.fill(0); // who never drinks has nothing to say to the other two
  const done = !given.includes(null);
  points.textContent = done
    ? points.dataset.points.replace("{number}", given[0] + given[1] + given[2])
    : points.dataset.left;
  firstOnly.hidden = !(done && given[0] > 0 && given[1] + given[2] === 0);
}

for (const answer of questions.flat()) answer.addEventListener("change", addUp);
points.hidden = false;
addUp();

const clear = document.querySelector("[data-clear]");
clear.hidden = false;
clear.addEventListener("click", () => {
  for (const answer of questions.flat()) answer.checked = false;
  addUp();
  questions[0][0].focus();
});

const sizes = document.querySelector(".drink-size");
const [ounces, percent] = sizes.querySelectorAll("input");
const said = sizes.querySelector("[role=status]");

function measure() {
  const drinks = (ounces.value * percent.value * GRAMS_OF_AN_OUNCE) / 100 / GRAMS_OF_A_DRINK;
  const known = ounces.checkValidity() && percent.checkValidity() && drinks > 0;
  const number = Math.round(drinks * 10) / 10;
  said.textContent = !known ? "" : number === 1 ? said.dataset.one : said.dataset.drinks.replace("{number}", number);
}

for (const field of [ounces, percent]) field.addEventListener("input", measure);
sizes.hidden = false;
