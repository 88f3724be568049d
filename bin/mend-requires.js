'use strict';

const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, posix, relative, sep } = require('node:path');

/**
 * Makes the compiled files refer to each other by relative paths, wherever the project lies.
 *
 * @nestjs/swagger's compiler plugin writes `require("…")` for the types of responses and turns their absolute paths into
 * relative ones by plain text replacement. In a folder whose path has other than ASCII letters TypeScript prints it
 * escaped (`\u4E00`), the replacement finds nothing, and the absolute path of the *source* stays. Returns how many
 * files were mended.
 */
module.exports = function mendRequires(root, output) {
  const printed = JSON.stringify(root.split(sep).join('/'))
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
  if (!printed.includes('\\u')) return 0;
  let mended = 0;
  for (const file of compiledFiles(output)) {
    const text = readFileSync(file, 'utf8');
    const parts = text.split(`require("${printed}/`);
    if (parts.length === 1) continue;
    const here = relative(output, dirname(file)).split(sep).join('/');
    const whole = parts.map((part, index) => {
      if (index === 0) return part;
      const end = part.indexOf('"');
      const path = posix.relative(here, part.slice(0, end));
      return `require("${path.startsWith('.') ? path : `./${path}`}${part.slice(end)}`;
    });
    writeFileSync(file, whole.join(''));
    mended += 1;
  }
  return mended;
};

function compiledFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return compiledFiles(path);
    return path.endsWith('.js') ? [path] : [];
  });
}
