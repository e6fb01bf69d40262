/** Knows `--name value`, `--name=value`, `-N value` for a short name, and `--` before words that are none. */
export function parseArgs(argv, { valueOptions = [], booleanOptions = [], aliasMap = {} } = {}) {
  const options = {};
  const positionals = [];
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--") return { options, positionals: [...positionals, ...words] };
    const [, written = "", value] = /^--?([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    const name = aliasMap[written] ?? written;
    if (booleanOptions.includes(name)) options[name] = value !== "false";
    else if (valueOptions.includes(name)) options[name] = value ?? words.shift();
    else positionals.push(word);
  }
  return { options, positionals };
}

export function splitRawArgumentString(raw) {
  return [...raw.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}
