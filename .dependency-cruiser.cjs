/** The arrows of the architecture: who may import whom. All errors, no exceptions listed elsewhere. */

const frameworks = ['@nestjs', 'typeorm', 'bullmq', 'ioredis', 'pg', 'rxjs'];
const telemetry = ['prom-client', '@opentelemetry'];
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const ours = '^(src|workflows|departments|migrations|bench|test)/';
const tests = '\\.(spec|contract)\\.ts$|^src/[^/]+/testing/';

/** A folder of ours may import, of ours, only itself and what is listed. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { path: ours, pathNot: [from, ...allowed] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'import only what package.json names',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-in-product',
      comment: 'the product runs without development dependencies',
      severity: 'error',
      from: { path: '^(src|workflows|departments|migrations)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },

    only('core', '^src/core/', [], 'the pure middle imports nothing of ours'),
    only('workflows', '^workflows/', ['^src/core/index\\.ts$'], "life events know the core's one barrel"),
    only('engine', '^src/engine/', ['^src/core/']),
    only(
      'prover',
      '^src/prover/',
      ['^src/(engine|core)/'],
      'what the engine decides is explored with the engine itself',
    ),
    only('export', '^src/export/', ['^src/core/'], 'a chart for people and other tools'),
    only(
      'simulator',
      '^src/simulator/',
      ['^src/(engine|core)/'],
      'what happens is decided by the engine itself; the rest is arrivals, clerks and hours',
    ),
    only('persistence', '^src/persistence/', ['^src/(engine|core)/', '^migrations/']),
    only('queue', '^src/queue/', ['^src/(engine|core)/']),
    only('connectors', '^src/connectors/', ['^src/(engine|core)/', '^workflows/connectors\\.ts$']),
    only('telemetry', '^src/telemetry/', ['^src/(engine|core)/']),
    only('api', '^src/api/', ['^src/(engine|core|export)/']),
    only('pages', '^src/pages/', ['^src/(api|engine|core|export)/'], 'pages of citizens stand on the desks of the API'),
    only('migrations', '^migrations/', []),
    only('embedded-postgres', '^src/embedded-postgres/', []),
    only('departments', '^departments/', [], 'the sandbox shares nothing with us but the published contract'),
    only('wiring', '^src/wiring/', ['^src/', '^workflows/'], 'knows all layers, and no department'),
    only('cli', '^src/cli/', ['^src/', '^workflows/', '^bench/', '^departments/(samples|city)/']),

    {
      name: 'xstate-in-two-files',
      severity: 'error',
      // Two tests more: one opens what is exported as anybody would, one runs XState itself beside our transitions.
      from: {
        pathNot:
          '^src/(core/(compile-machine|transition|xstate-traps)(\\.spec)?|export/(export-xstate|xstate-conformance)\\.spec)\\.ts$',
      },
      to: { path: npm('xstate') },
    },
    {
      name: 'telemetry-in-one-room',
      comment: 'the engine tells a port; who counts and traces is in one room',
      severity: 'error',
      from: { pathNot: '^src/telemetry/' },
      to: { path: npm(...telemetry) },
    },
    {
      name: 'pure-below-persistence',
      comment: 'no framework, database or queue in what decides',
      severity: 'error',
      from: { path: ['^src/(core|engine|simulator|prover|export)/', '^workflows/'] },
      to: { path: npm(...frameworks) },
    },
    {
      name: 'workflows-import-little',
      comment: 'class-validator and class-transformer, in forms only',
      severity: 'error',
      from: { path: '^workflows/', pathNot: ['\\.forms\\.ts$', tests] },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional'] },
    },
    {
      name: 'forms-import-little',
      severity: 'error',
      from: { path: '^workflows/.*\\.forms\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional'],
        pathNot: npm('class-validator', 'class-transformer', 'reflect-metadata'),
      },
    },
    {
      name: 'one-life-event-does-not-know-another',
      severity: 'error',
      from: { path: '^workflows/([^/]+)/' },
      to: { path: '^workflows/[^/]+/', pathNot: '^workflows/$1/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: ['^test/', tests] },
      to: { path: ['^test/', tests] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
