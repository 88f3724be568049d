#!/usr/bin/env node
'use strict';

/**
 * Brings a fresh copy to where it can run: packages installed, sources compiled, consoles built. Does only what is
 * missing; a second call takes a moment. With --test also what tests like to have
 * and npm does not bring: Redis and Chromium.
 */
require('./check-node.js')();

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { delimiter, join } = require('node:path');

const root = join(__dirname, '..');
const inRoot = (...path) => join(root, ...path);
const inCi = process.env.CI === 'true';

/** What is built here: from which sources, where the hash of these is kept, and how. */
const server = {
  stamp: inRoot('dist', '.sources'),
  sources: [
    'src',
    'workflows',
    'migrations',
    'departments',
    'bench',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'package-lock.json',
  ],
  build() {
    say('compiling');
    if (!run(process.execPath, [inRoot('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'])) return false;
    require('./mend-requires.js')(root, inRoot('dist'));
    return true;
  },
};
const consoles = {
  stamp: inRoot('web', 'dist', '.sources'),
  sources: [
    'web/src',
    'web/build',
    'web/public',
    'web/index.html',
    'web/vite.config.ts',
    'web/tsconfig.json',
    'web/package-lock.json',
  ],
  build() {
    say('building the consoles');
    const vite = inRoot('web', 'node_modules', 'vite', 'bin', 'vite.js');
    return run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: inRoot('web') });
  },
};

/** What tests use where it is there, and npm does not bring. */
const testTools = [
  {
    is: 'Redis',
    programs: ['redis-server'],
    setting: 'REDIS_URL',
    package: 'redis-server',
    for: 'the tests on Redis',
    // The tests start their own; nobody asked for a service on this machine, and it was not here before.
    settle: () => existsSync('/run/systemd/system') && run('systemctl', ['disable', '--now', 'redis-server']),
  },
  {
    is: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    setting: 'CHROMIUM_PATH',
    package: 'chromium',
    for: 'the tests in a browser',
    settle: () => undefined,
  },
];

prepare();

function prepare() {
  const folders = [root, inRoot('web')];
  const builds = [server, consoles];
  if (!folders.every(packagesAreInstalled) || !builds.every(isBuilt)) {
    withLock(() => {
      for (const folder of folders) if (!packagesAreInstalled(folder)) installPackages(folder);
      for (const one of builds) if (!isBuilt(one)) build(one);
    });
  }
  if (process.argv.includes('--test')) testTools.forEach(provide);
}

/** npm writes down in node_modules what it has installed there, as the last thing it does. */
function packagesAreInstalled(folder) {
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(join(folder, 'package-lock.json'));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    const found = installed[path];
    return path === '' || (found ? found.version === version : Boolean(optional || devOptional));
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Exactly the versions of package-lock.json, which stays as it is. Not "npm ci": it refuses a registry that lacks
 * optional packages for other platforms. No package of ours relies on an install script, so none is run.
 */
function installPackages(folder) {
  say(`installing packages ${folder === root ? '' : 'of the consoles '}from the npm registry (once)`);
  const args = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error', // Build tools ask for a newer Node and work on this one; npm would say so in forty lines.
  ];
  const npm = process.env.npm_execpath;
  const where = { cwd: folder };
  const ok = npm && npm.endsWith('.js') ? run(process.execPath, [npm, ...args], where) : run('npm', args, where);
  if (!ok) fail('The packages could not be installed: see the message of npm above.');
}

function isBuilt({ stamp, sources }) {
  if (!existsSync(stamp)) return false;
  return readFileSync(stamp, 'utf8') === hashOf(sources);
}

function build({ stamp, sources, build }) {
  const hash = hashOf(sources);
  rmSync(stamp, { force: true });
  if (!build()) fail('The sources do not compile: see the messages above.');
  writeFileSync(stamp, hash);
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((path) => listFiles(path))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(path) {
  if (!existsSync(inRoot(path))) return [];
  if (/\.[a-z]+$/.test(path)) return [path];
  return readdirSync(inRoot(path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = `${path}/${entry.name}`;
      return entry.isDirectory() ? listFiles(child) : [child];
    });
}

function provide(tool) {
  const isThere = () => tool.programs.some(onPath);
  if (process.env[tool.setting] || isThere()) return;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say(`installing ${tool.package} with apt-get, for ${tool.for}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', tool.package], { env });
    tool.settle();
    if (isThere()) return;
  }
  const message = `${tool.is} is missing: install the package "${tool.package}" (Debian, Ubuntu), or set ${tool.setting}`;
  if (inCi) fail(`${message}.`);
  say(`${message}; ${tool.for} are left out`);
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Two copies started at once from the same folder must not install or compile into each other. */
function withLock(work) {
  const lock = inRoot('.prepare.lock');
  for (let announced = false; !take(lock);) {
    if (!announced) say('waiting for another process that is preparing this folder');
    announced = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  work();
  process.off('exit', release);
  release();
}

function take(lock) {
  try {
    const file = openSync(lock, 'wx');
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') fail(`This folder has to be prepared and cannot be written to: ${error.message}.`);
    if (!isRunning(readHolder(lock))) rmSync(lock, { force: true });
    return false;
  }
}

function readHolder(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return NaN;
  }
}

function isRunning(pid) {
  if (Number.isNaN(pid)) return true; // Just released.
  if (pid === 0) return true; // Just taken, not yet signed.
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(program, args, options = {}) {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

function say(message) {
  console.log(`One-Thing: ${message}`);
}

function fail(message) {
  console.error(`One-Thing: ${message}`);
  process.exit(1);
}
