// The schema to walk through: root fields, types, a search; every type name leads to its type.

import { element } from "./dom.js";
import { membersOf, named, typeText } from "./schema.js";

const TITLES = { query: "Queries", mutation: "Mutations", subscription: "Subscriptions" };
const KINDS = {
  OBJECT: "type", INTERFACE: "interface", UNION: "union", ENUM: "enum", INPUT_OBJECT: "input", SCALAR: "scalar",
};
const MOST_HITS = 80;

export class Explorer {
  constructor(host, search, ondraft) {
    this.host = host;
    this.search = search;
    this.ondraft = ondraft;
    this.schema = null;
    this.trail = [];
    search.addEventListener("input", () => this.render());
  }

  show(schema) {
    this.schema = schema;
    this.trail = [];
    this.render();
  }

  tell(message) {
    this.schema = null;
    this.host.replaceChildren(element("p", { class: "empty" }, message));
  }

  open(name) {
    this.trail.push(name);
    this.search.value = "";
    this.render();
    this.host.querySelector("h3")?.focus();
  }

  back() {
    this.trail.pop();
    this.render();
  }

  render() {
    if (!this.schema) return;
    const words = this.search.value.trim();
    const current = this.schema.types.get(this.trail.at(-1));
    this.host.replaceChildren(...(words ? this.hits(words) : current ? this.type(current) : this.home()));
    this.host.scrollTop = 0;
  }

  home() {
    return this.schema.roots.flatMap(({ operation, type }) => [
      element("h3", { tabindex: "-1" }, TITLES[operation], element("span", { class: "count" }, `${type.fields.length}`)),
      ...type.fields.map((field) => this.field(field, true)),
    ]);
  }

  hits(words) {
    const found = this.schema.search(words);
    if (!found.length) return [element("p", { class: "empty" }, `Nothing is named like “${words}”.`)];
    const rows = found.slice(0, MOST_HITS).map(({ type, field }) =>
      element(
        "button",
        { class: "hit", type: "button", onclick: () => this.open(type.name) },
        field ? [element("span", { class: "dim" }, `${type.name}.`), field.name] : type.name,
        element("span", { class: "kind" }, field ? typeText(field.type) : KINDS[type.kind]),
      ),
    );
    const more = found.length - rows.length;
    return more > 0 ? [...rows, element("p", { class: "empty" }, `and ${more} more`)] : rows;
  }

  type(type) {
    const before = this.trail.at(-2) ?? "Schema";
    return [
      element("button", { class: "back", type: "button", onclick: () => this.back() }, `‹ ${before}`),
      element("h3", { tabindex: "-1", class: "type-name" }, type.name, element("span", { class: "kind" }, KINDS[type.kind])),
      description(type),
      this.links("Implements", type.interfaces),
      this.links(type.kind === "UNION" ? "One of" : "Implemented by", type.possibleTypes),
      type.isOneOf && element("p", { class: "note" }, "Exactly one of these fields is given."),
      ...membersOf(type).map((field) => this.field(field, this.schema.roots.some((root) => root.type === type))),
      ...(type.enumValues ?? []).map((value) => entry(value.name, "", description(value), deprecation(value))),
    ].filter(Boolean);
  }

  field(field, root) {
    const args = field.args ?? [];
    const details = element(
      "details",
      { class: field.isDeprecated ? "field old" : "field" },
      element(
        "summary",
        {},
        element("span", { class: "name" }, field.name),
        args.length > 0 && element("span", { class: "dim" }, `(${args.map((argument) => argument.name).join(", ")})`),
        element("span", { class: "kind" }, typeText(field.type)),
      ),
    );
    details.addEventListener("toggle", () => details.open && this.fill(details, field, args, root), { once: true });
    return details;
  }

  fill(details, field, args, root) {
    const parts = [
      description(field),
      deprecation(field),
      ...args.map((argument) =>
        entry(argument.name, this.typeLink(argument.type, argument.defaultValue), description(argument)),
      ),
      element("p", { class: "returns" }, field.args ? "returns " : "is ", this.typeLink(field.type, field.defaultValue)),
      root && element("button", { type: "button", class: "draft", onclick: () => this.ondraft(field.name) }, "Draft it"),
    ];
    details.append(...parts.filter(Boolean));
  }

  typeLink(type, defaultValue) {
    const open = () => this.open(named(type));
    const told = defaultValue != null && defaultValue !== "null";
    const text = typeText(type) + (told ? ` = ${defaultValue}` : "");
    return element("button", { class: "link", type: "button", onclick: open }, text);
  }

  links(title, types) {
    if (!types?.length) return null;
    const buttons = types.map(({ name }) =>
      element("button", { class: "link", type: "button", onclick: () => this.open(name) }, name),
    );
    return element("p", { class: "links" }, element("span", { class: "dim" }, `${title} `), buttons);
  }
}

const description = ({ description: text }) => text && element("p", { class: "description" }, text);
const deprecation = ({ isDeprecated, deprecationReason }) =>
  isDeprecated && element("p", { class: "note" }, `Deprecated: ${deprecationReason ?? "do not use it in new code"}`);
const entry = (name, kind, ...rest) =>
  element("div", { class: "entry" }, element("code", {}, name), " ", kind, rest);
