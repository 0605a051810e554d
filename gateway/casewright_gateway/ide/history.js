// What was run in this browser, newest first; kept in localStorage until it is cleared. Tokens are never kept here.

import { element } from "./dom.js";

const KEY = "casewright.ide.history";
const MOST = 50;

export class History {
  constructor(host, onopen) {
    this.host = host;
    this.onopen = onopen;
    this.render();
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  }

  add(query, variables) {
    const others = this.read().filter((entry) => entry.query !== query || entry.variables !== variables);
    this.write([{ query, variables, at: Date.now() }, ...others].slice(0, MOST));
  }

  write(entries) {
    localStorage.setItem(KEY, JSON.stringify(entries));
    this.render();
  }

  render() {
    const entries = this.read();
    if (!entries.length) {
      this.host.replaceChildren(element("p", { class: "empty" }, "What you run is listed here, in this browser only."));
      return;
    }
    const clear = element("button", { class: "quiet", type: "button", onclick: () => this.write([]) }, "Clear history");
    this.host.replaceChildren(...entries.map((entry) => this.card(entry)), clear);
  }

  card(entry) {
    const lines = entry.query.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
    return element(
      "button",
      { class: "card", type: "button", onclick: () => this.onopen(entry) },
      element("code", {}, lines.slice(0, 2).join(" ").slice(0, 90)),
      element("time", { datetime: new Date(entry.at).toISOString() }, new Date(entry.at).toLocaleString()),
    );
  }
}
