// What to try first. Each query is drafted from the schema itself, so an example can never be out of date.

import { element } from "./dom.js";

const EXAMPLES = [
  ["me", "Who am I?", "The actor your token stands for."],
  ["caseTypes", "What can be worked on", "Case types with their stages, transitions and form fields."],
  ["cases", "Cases, page by page", "What you may see, over all case types."],
  ["worklist", "My worklist", "The open tasks of one actor."],
  ["metrics", "How it is going", "Figures over all cases."],
  ["addNote", "Add a note", "The smallest useful mutation; problems come back as data."],
  ["assignCase", "Assign a case", "A mutation that works on every case type."],
  ["completeTask", "Complete a task", "What a worklist is for."],
  ["requestUpload", "Upload a document", "Asks where to put the bytes."],
];

export class Examples {
  constructor(host, ondraft) {
    this.host = host;
    this.ondraft = ondraft;
  }

  show(schema) {
    const known = EXAMPLES.filter(([field]) => schema?.root(field));
    if (!schema) {
      this.host.replaceChildren(element("p", { class: "empty" }, "Examples appear when the schema is known."));
      return;
    }
    const first = schema.roots.flatMap(({ type }) => type.fields.slice(0, 4).map(({ name }) => [name, name, ""]));
    const offered = known.length ? known : first;
    this.host.replaceChildren(...offered.map(([field, title, note]) => this.card(field, title, note)));
  }

  card(field, title, note) {
    return element(
      "button",
      { class: "card", type: "button", onclick: () => this.ondraft(field) },
      element("strong", {}, title),
      element("span", {}, note),
      element("code", {}, field),
    );
  }
}
