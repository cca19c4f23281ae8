/** Which figure is shown; the browser remembers it. */
import { FIGURE_KEY } from "../session/choices.ts";
import { type FigureName, isFigureName } from "./figures/painter.ts";

/** Show the figure that was chosen last, and each that is chosen from now on. */
export function choiceOf(root: HTMLElement, show: (name: FigureName) => void): void {
  const inputs = [...root.querySelectorAll<HTMLInputElement>("input[name=figure]")];
  const remembered = localStorage.getItem(FIGURE_KEY);
  for (const input of inputs) {
    if (input.value === remembered) input.checked = true;
    input.addEventListener("change", () => choose(input.value));
  }
  const first = inputs.find((input) => input.checked)?.value;
  if (isFigureName(first)) show(first);

  function choose(name: string): void {
    if (!isFigureName(name)) return;
    localStorage.setItem(FIGURE_KEY, name);
    show(name);
  }
}
