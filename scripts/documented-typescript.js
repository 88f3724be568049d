'use strict';

/**
 * Like `typescript.js`, but compiles the API and the life events as the build does, with the plugin that turns their
 * comments into OpenAPI: `node -r ./scripts/documented-typescript.js scripts/openapi.ts`.
 */
require('./typescript.js');

const { join } = require('node:path');
const ts = require('typescript');
const { before } = require('@nestjs/swagger/plugin');

const root = join(__dirname, '..');
const [plugin] = require('../nest-cli.json').compilerOptions.plugins;
const roots = ['src/api/create-api.ts', 'workflows/registry.ts'].map((file) => join(root, file));

const { options } = ts.parseJsonConfigFileContent(require('../tsconfig.json'), ts.sys, root);
const program = ts.createProgram(roots, { ...options, sourceMap: false, noCheck: true, types: ['node'] });
const plain = require.extensions['.ts'];

require.extensions['.ts'] = (module, file) => {
  const source = program.getSourceFile(file);
  if (source === undefined) return plain(module, file);
  let code;
  const keep = (name, text) => {
    if (name.endsWith('.js')) code = text;
  };
  program.emit(source, keep, undefined, false, { before: [before(plugin.options, program)] });
  return module._compile(code, file);
};
