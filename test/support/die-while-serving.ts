import { startEmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres';

/** A product that starts its server in the folder given and is then killed without a chance to stop it. */
async function dieWhileServing(dataDir: string): Promise<void> {
  const { pid } = await startEmbeddedPostgres({ dataDir });
  process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'));
}

void dieWhileServing(process.argv[2] ?? '');
