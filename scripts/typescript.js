'use strict';

/** Lets Node require our TypeScript as it is: `node -r ./scripts/typescript.js some.ts`. For scripts and tests; the product runs compiled. */
const { transformFileSync } = require('@swc/core');

const options = (tsx) => ({
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true, tsx },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      react: { runtime: 'automatic', importSource: 'preact' },
    },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
});

require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options(false)).code, file);
require.extensions['.tsx'] = (module, file) => module._compile(transformFileSync(file, options(true)).code, file);
