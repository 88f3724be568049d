'use strict';

/** Stops with one sentence when this Node is too old; written so that even a very old one can read it. */
const minimum = [20, 19];

module.exports = function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return;
  console.error(
    `One-Thing needs Node ${minimum.join('.')} or newer and this is ${process.versions.node}: install a newer one from your distribution or https://nodejs.org.`,
  );
  process.exit(2);
};
