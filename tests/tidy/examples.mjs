// Documents show code that a test compiles, word for word.

/** What stands between the lines `// example begins` and `// example ends` of `source` must be in `document`. */
export function checkExample(tree, source, document) {
  const example = /^\/\/ example begins\n([^]*?)^\/\/ example ends$/m.exec(tree.read(source));
  if (!example) return [`${source}: no example is marked`];
  if (tree.read(document).includes(`\`\`\`cpp\n${example[1]}\`\`\``)) return [];
  return [`${document}: does not show the example of ${source} as it is`];
}
