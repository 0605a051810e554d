// Tabs as the ARIA Authoring Practices describe them: arrow keys move, the chosen panel is shown.

import { byId } from "./dom.js";

export function tabs(names) {
  const buttons = names.map((name) => byId(`tab-${name}`));

  function select(name) {
    names.forEach((each, index) => {
      const chosen = each === name;
      byId(each).hidden = !chosen;
      buttons[index].setAttribute("aria-selected", chosen);
      buttons[index].tabIndex = chosen ? 0 : -1;
    });
  }

  buttons.forEach((button, index) => {
    button.addEventListener("click", () => select(names[index]));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (index + step + names.length) % names.length;
      select(names[next]);
      buttons[next].focus();
    });
  });
  return select;
}
