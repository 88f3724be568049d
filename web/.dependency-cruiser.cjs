/** The arrows of the consoles: pages on the parts, parts on the API; no page knows another. All errors. */

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src/|\\.\\./)', pathNot: [from, ...allowed] },
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
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'declared', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    only('messages', '^src/messages/', [], 'words know nothing'),
    only('api', '^src/api/', ['^src/messages/language\\.ts$'], 'the one way to the server: no code of it is imported'),
    only('ui', '^src/ui/', ['^src/(api|messages)/'], 'parts of the one design language'),
    only('session', '^src/session/', ['^src/api/']),
    only('pages', '^src/pages/', ['^src/(ui|api|messages|session)/'], 'pages do not know the frame around them'),
    only('app', '^src/app/', ['^src/']),
    {
      name: 'one-page-does-not-know-another',
      severity: 'error',
      from: { path: '^src/pages/([^/]+)/' },
      to: { path: '^src/pages/', pathNot: '^src/pages/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
};
