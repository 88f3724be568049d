/** Packages that ship ES modules only: jest cannot require() them before Node 24.9, so swc turns them into CommonJS. */
const esmOnly = [
  '@nestjs',
  'uuid',
  'jose',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@borewit',
  '@stablelib',
  // Loads what it needs by import(), which jest has not.
  '@opentelemetry/otlp-exporter-base',
  '@tokenizer',
  'preact',
];

const react = { runtime: 'automatic', importSource: 'preact' };
const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, tsx },
      transform: { legacyDecorator: true, decoratorMetadata: true, react },
    },
    module: { type: 'commonjs' },
  },
];
const transform = { '^.+\\.(t|j|mj)s$': swc(false), '^.+\\.tsx$': swc(true) };
const shared = {
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '<rootDir>/dist/'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/web/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** Projects with a database: one throw-away server for all, a database per test file, no connection left behind. */
const withDatabase = {
  ...shared,
  testEnvironment: '<rootDir>/test/support/database-environment.ts',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** What starts the whole product, in processes of its own that take all there is of the machine. */
const wholeProduct = [
  'test/e2e/cli',
  'test/e2e/product',
  'test/e2e/load',
  'test/e2e/bad-network',
  'test/e2e/telemetry',
];

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{src,workflows,departments,bench}/**/*.spec.ts'] },
    { ...withDatabase, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    {
      ...withDatabase,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'],
      testPathIgnorePatterns: wholeProduct,
    },
    { ...withDatabase, displayName: 'product', testMatch: wholeProduct.map((name) => `<rootDir>/${name}*.spec.ts`) },
    { ...withDatabase, displayName: 'crash', testMatch: ['<rootDir>/test/crash/**/*.spec.ts'] },
    // Not part of "npm test": hours, not minutes. See docs/guarantees.md.
    { ...withDatabase, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/**/*.spec.ts'] },
  ],
  testTimeout: 60_000,
};
