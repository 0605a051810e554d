// The schema as introspection tells it, and ready-made queries for its fields.

const TYPE_REF = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
const INPUT = `name description defaultValue type { ${TYPE_REF} }`;

export const INTROSPECTION = `{ __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name description isOneOf
    fields(includeDeprecated: true) { name description isDeprecated deprecationReason type { ${TYPE_REF} } args { ${INPUT} } }
    inputFields { ${INPUT} }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    interfaces { name } possibleTypes { name }
  }
} }`;

const ROWS = 10;
const DEEPEST = 3;

export class Schema {
  constructor({ __schema: schema }) {
    this.types = new Map(schema.types.map((type) => [type.name, type]));
    this.roots = ["query", "mutation", "subscription"].flatMap((operation) => {
      const type = this.types.get(schema[`${operation}Type`]?.name);
      return type ? [{ operation, type }] : [];
    });
  }

  // The root field of that name: {operation, field}, or null.
  root(name) {
    for (const { operation, type } of this.roots) {
      const field = type.fields.find((candidate) => candidate.name === name);
      if (field) return { operation, field };
    }
    return null;
  }

  // Types and fields whose name has the words: [{type, field}], types first.
  search(words) {
    const wanted = words.toLowerCase();
    const hit = (name) => name.toLowerCase().includes(wanted);
    const own = [...this.types.values()].filter((type) => !type.name.startsWith("__"));
    const types = own.filter((type) => hit(type.name)).map((type) => ({ type }));
    const fields = own.flatMap((type) =>
      membersOf(type).filter((field) => hit(field.name)).map((field) => ({ type, field })),
    );
    return [...types, ...fields];
  }

  // A query for one root field with its variables, as text: {query, variables}.
  draft(name) {
    const { operation, field } = this.root(name);
    const required = field.args.filter((argument) => argument.type.kind === "NON_NULL" && argument.defaultValue == null);
    const paged = field.args.some((argument) => argument.name === "first");
    const given = [...required.map(({ name: key }) => `${key}: $${key}`), ...(paged ? [`first: ${ROWS}`] : [])];
    const declared = required.map(({ name: key, type }) => `$${key}: ${typeText(type)}`);
    const title = name[0].toUpperCase() + name.slice(1) + (declared.length ? `(${declared.join(", ")})` : "");
    const selection = this.selection(this.types.get(named(field.type)), 1, new Set());
    const values = Object.fromEntries(required.map(({ name: key, type }) => [key, this.sample(type, 0)]));
    return {
      query: `${operation} ${title} {\n  ${name}${given.length ? `(${given.join(", ")})` : ""}${selection}\n}\n`,
      variables: required.length ? JSON.stringify(values, null, 2) : "",
    };
  }

  // The braces after a field: leaves first, then edges, nodes and problems as far as they are not seen yet.
  selection(type, level, seen) {
    if (!type || !["OBJECT", "INTERFACE", "UNION"].includes(type.kind)) return "";
    const space = "  ".repeat(level + 1);
    const fields = (type.fields ?? []).filter((field) => !field.isDeprecated && !needsArguments(field));
    const leaves = fields.filter((field) => this.isLeaf(field.type)).map((field) => field.name);
    const below = new Set([...seen, type.name]);
    const deeper = level > DEEPEST + seen.size ? [] : fields.filter((field) => this.isWorthOpening(field, below));
    const inner = deeper.map((field) => {
      const page = field.args.some((argument) => argument.name === "first") ? `(first: ${ROWS})` : "";
      return field.name + page + this.selection(this.types.get(named(field.type)), level + 1, below);
    });
    const lines = [...leaves, ...inner];
    if (type.kind !== "OBJECT" || !lines.length) lines.unshift("__typename");
    return ` {\n${lines.map((line) => space + line).join("\n")}\n${"  ".repeat(level)}}`;
  }

  isLeaf(type) {
    return ["SCALAR", "ENUM"].includes(this.types.get(named(type))?.kind);
  }

  isWorthOpening(field, seen) {
    return ["edges", "node", "pageInfo", "problems"].includes(field.name) && !seen.has(named(field.type)) ||
      (seen.size === 1 && !isList(field.type) && !this.isLeaf(field.type) && !seen.has(named(field.type)));
  }

  // A value of an input type to start from: required fields only.
  sample(type, level) {
    if (type.kind === "NON_NULL") return this.sample(type.ofType, level);
    if (type.kind === "LIST") return [];
    const found = this.types.get(type.name);
    if (found.kind === "ENUM") return found.enumValues[0].name;
    if (found.kind === "INPUT_OBJECT" && level < DEEPEST) {
      const needed = found.inputFields.filter((field) => field.type.kind === "NON_NULL" && field.defaultValue == null);
      return Object.fromEntries(needed.map((field) => [field.name, this.sample(field.type, level + 1)]));
    }
    return { Int: 0, Float: 0, Boolean: false }[type.name] ?? "";
  }
}

export const membersOf = (type) => type.fields ?? type.inputFields ?? [];
export const named = (type) => (type.ofType ? named(type.ofType) : type.name);
const isList = (type) => type.kind === "LIST" || (type.kind === "NON_NULL" && isList(type.ofType));
const needsArguments = (field) =>
  field.args.some((argument) => argument.type.kind === "NON_NULL" && argument.defaultValue == null);

export function typeText(type) {
  if (type.kind === "NON_NULL") return `${typeText(type.ofType)}!`;
  if (type.kind === "LIST") return `[${typeText(type.ofType)}]`;
  return type.name;
}
