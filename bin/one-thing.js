#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

require('./check-node.js')();

const main = join(__dirname, '../dist/src/cli/main.js');
if (existsSync(main)) {
  require(main);
} else {
  console.error('One-Thing is not built yet: run "node bin/prepare.js" in its folder first.');
  process.exitCode = 2;
}
