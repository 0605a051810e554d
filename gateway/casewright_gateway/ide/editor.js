// A text area over its own coloured copy, with line numbers.

import { element } from "./dom.js";
import { paint } from "./highlight.js";

const INDENT = "  ";
const PAIRS = { "{": "}", "(": ")", "[": "]" };

export class Editor {
  constructor(host, { id, tokenize, onchange, describedby }) {
    this.tokenize = tokenize;
    this.onchange = onchange;
    this.lines = element("div", { class: "lines", "aria-hidden": "true" });
    this.copy = element("pre", { class: "copy", "aria-hidden": "true" });
    this.area = element("textarea", {
      id,
      wrap: "off",
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      "aria-describedby": describedby,
      oninput: () => this.refresh(),
      onscroll: () => this.follow(),
      onkeydown: (event) => this.key(event),
    });
    host.append(this.lines, element("div", { class: "text" }, this.copy, this.area));
    this.leaving = false;
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.area.scrollTop = 0;
    this.refresh();
  }

  refresh() {
    const text = this.area.value;
    const count = text.split("\n").length;
    this.lines.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
    paint(this.copy, `${text}\n`, this.tokenize);
    this.follow();
    this.onchange?.(text);
  }

  follow() {
    this.copy.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
    this.lines.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  key(event) {
    const leaving = this.leaving;
    this.leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab" && !leaving) {
      event.preventDefault();
      if (event.shiftKey) this.outdent();
      else this.insert(INDENT);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.newLine();
    } else if (PAIRS[event.key] || Object.values(PAIRS).includes(event.key)) {
      this.pair(event);
    }
  }

  // An opening bracket brings its closing one; typing the closing one steps over it.
  pair(event) {
    const { selectionStart: at, selectionEnd: end, value } = this.area;
    const next = value[end] ?? "\n";
    if (PAIRS[event.key] && /[\s})\]]/.test(next)) {
      event.preventDefault();
      this.insert(event.key + value.slice(at, end) + PAIRS[event.key]);
      this.area.setSelectionRange(at + 1, end + 1);
    } else if (!PAIRS[event.key] && at === end && next === event.key) {
      event.preventDefault();
      this.area.setSelectionRange(at + 1, at + 1);
    }
  }

  // execCommand keeps the browser's undo history, which setting the value would lose.
  insert(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.refresh();
    }
  }

  outdent() {
    const { selectionStart: at, value } = this.area;
    const start = value.lastIndexOf("\n", at - 1) + 1;
    const spaces = value.slice(start, start + INDENT.length).match(/^ */)[0].length;
    if (!spaces) return;
    this.area.setSelectionRange(start, start + spaces);
    document.execCommand("delete");
    this.area.setSelectionRange(Math.max(start, at - spaces), Math.max(start, at - spaces));
  }

  newLine() {
    const { selectionStart: at, value } = this.area;
    const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
    const indent = line.match(/^ */)[0];
    const opens = /[{([]\s*$/.test(line);
    const closes = /^[})\]]/.test(value.slice(at));
    this.insert(`\n${indent}${opens ? INDENT : ""}${opens && closes ? `\n${indent}` : ""}`);
    if (opens && closes) {
      const caret = at + 1 + indent.length + INDENT.length;
      this.area.setSelectionRange(caret, caret);
    }
  }
}
